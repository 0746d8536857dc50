package dev.prima.core.config;

import dev.prima.core.settings.Checked;
import dev.prima.core.settings.Findings;
import dev.prima.core.settings.Masking;
import dev.prima.core.settings.NamedFile;
import dev.prima.core.settings.Secret;
import dev.prima.core.settings.Setting;
import java.util.List;
import java.util.Optional;

/** A PostgreSQL server and the regions that it serves. */
public record NodeConfig(
    @Setting(
            doc = "What reports call it.",
            pattern = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}",
            expects = "a name of letters, digits, _, . and -, at most 63 of them",
            example = "east")
        String name,
    @Setting(
            doc =
                "Legacy regions that it serves: sacred_north, sacred_south, sacred_east,"
                    + " sacred_west, sacred_center, sacred_above, sacred_below, genesis.",
            required = true,
            expects = "a name of a legacy region",
            example =
                "[sacred_north, sacred_south, sacred_east, sacred_west, sacred_center, sacred_above,"
                    + " sacred_below, genesis]")
        List<String> serves,
    @Setting(
            doc = "Where it is; without user and password.",
            expects = "a URL such as jdbc:postgresql://host:5432/database",
            example = "jdbc:postgresql://127.0.0.1:5432/prima")
        String jdbcUrl,
    @Setting(
            doc =
                "The role that loads and reads; the README lists its least grants. Absent: the"
                    + " name of the operating system's user.",
            example = "prima")
        Optional<String> user,
    @Setting(doc = "Absent where the server needs none.", example = "env:PRIMA_EAST_PASSWORD")
        Optional<Secret> password,
    @Setting(doc = "Encryption of the connection.") Tls tls)
    implements Checked {

  private static final String SCHEME = "jdbc:postgresql:";

  /** Encryption of a connection to PostgreSQL, as libpq names it. */
  public record Tls(
      @Setting(
              doc =
                  "disable: never. prefer: where the server offers it. require: always, whoever the"
                      + " server is. verify-ca: its certificate is checked. verify-full: its name"
                      + " too.",
              byDefault = "prefer")
          Mode mode,
      @Setting(
              doc =
                  "Certificate (PEM) of the authority that signed the server's. Absent: the one in"
                      + " ~/.postgresql/root.crt.",
              example = "/etc/prima/root.crt")
          Optional<NamedFile> rootCert)
      implements Checked {

    /** How much encryption is asked for. */
    public enum Mode {
      DISABLE,
      PREFER,
      REQUIRE,
      VERIFY_CA,
      VERIFY_FULL;

      /** As {@code sslmode} has it. */
      public String sslMode() {
        return switch (this) {
          case DISABLE -> "disable";
          case PREFER -> "prefer";
          case REQUIRE -> "require";
          case VERIFY_CA -> "verify-ca";
          case VERIFY_FULL -> "verify-full";
        };
      }

      boolean verifies() {
        return this == VERIFY_CA || this == VERIFY_FULL;
      }
    }

    @Override
    public void check(Findings findings) {
      if (rootCert.isPresent() && !mode.verifies()) {
        findings.problem(
            "root-cert", "has no effect with mode " + mode.sslMode() + "; use verify-full");
      }
    }
  }

  @Override
  public void check(Findings findings) {
    for (String region : serves) {
      if (!LegacyRegions.ALL.contains(region)) {
        findings.problem(
            "serves",
            Masking.quoted(region)
                + " is not a legacy region: expected some of "
                + String.join(", ", LegacyRegions.ALL));
      }
    }
    String query = jdbcUrl.contains("?") ? jdbcUrl.substring(jdbcUrl.indexOf('?') + 1) : "";
    if (Masking.holdsSecret(jdbcUrl)) {
      findings.problem(
          "jdbc-url",
          "holds credentials; give them as user, and password as env:NAME or file:PATH");
    } else if (!jdbcUrl.startsWith(SCHEME) || jdbcUrl.length() == SCHEME.length()) {
      findings.problem(
          "jdbc-url",
          Masking.quoted(jdbcUrl)
              + " is not a PostgreSQL URL: expected one such as "
              + "jdbc:postgresql://host:5432/database");
    } else if (query.matches("(?i)(.*&)?(user|sslmode|sslrootcert)=.*")) {
      findings.problem("jdbc-url", "sets what the keys user and tls are for; use those");
    }
    if (password.isPresent() && user.isEmpty()) {
      findings.problem("user", "is missing: a password is given for nobody");
    }
  }
}
