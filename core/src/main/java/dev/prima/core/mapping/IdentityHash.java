package dev.prima.core.mapping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Computes what identifies a row: 16 bytes by a key, 32 by content. Where the target's id is a UUID
 * that we make, the 16 bytes are that UUID, and the 32 become it with the number of the occurrence.
 *
 * <p>Not thread-safe.
 *
 * @see "DESIGN.md, Identity and precedence; RFC 9562, section 5.5 (UUID version 5)"
 */
public final class IdentityHash {
  /** The namespace of every UUID that a migration makes; part of the contract. */
  public static final UUID NAMESPACE = UUID.fromString("7f2c1d6e-5b0a-5e8e-9d43-70a6f1c3e5b9");

  /** SHA-1 that has taken in the namespace; only ever copied. */
  private static final MessageDigest BEGUN = begun();

  private final TargetTable table;
  private final Identity identity;
  private final @Nullable String file;
  private final CanonicalEncoder encoder;

  public IdentityHash(TargetTable table, Identity identity) {
    this.table = table;
    this.identity = identity instanceof Identity.WithinFile within ? within.rows() : identity;
    file = identity instanceof Identity.WithinFile within ? within.file() : null;
    encoder = new CanonicalEncoder(table, table.ordinals(identity.columns()));
  }

  /** The identity of a row of a source. */
  public byte[] of(RowValues row) {
    byte[] anywhere = anywhere(row);
    return file == null ? anywhere : within(anywhere, file);
  }

  private byte[] anywhere(RowValues row) {
    if (identity instanceof Identity.Content) {
      return encoder.sha256(row);
    }
    if (table.key().made()) {
      String legacyId =
          new String(row.bytes(table.ordinal(identity.columns().get(0))), StandardCharsets.UTF_8);
      return version5("id:" + legacyId);
    }
    return ((Identity.Key) identity).unordered()
        ? encoder.unorderedPair(row)
        : encoder.hash128(row);
  }

  /** The identity of a row that is told from rows of other files: as many bytes, of both. */
  public static byte[] within(byte[] identity, String file) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
    sha256.update(identity);
    return Arrays.copyOf(sha256.digest(file.getBytes(StandardCharsets.UTF_8)), identity.length);
  }

  /** The made UUID of the k-th occurrence, from 1, of rows with this content. */
  public static byte[] occurrence(byte[] contentIdentity, int k) {
    return version5("content:" + HexFormat.of().formatHex(contentIdentity) + "#" + k);
  }

  /** A version 5 UUID in our namespace, as 16 bytes. */
  public static byte[] version5(String name) {
    MessageDigest sha1 = inNamespace();
    byte[] digest = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
    byte[] uuid = Arrays.copyOf(digest, 16);
    uuid[6] = (byte) (uuid[6] & 0x0f | 0x50);
    uuid[8] = (byte) (uuid[8] & 0x3f | 0x80);
    return uuid;
  }

  /**
   * A copy of what is the same for every name: to look for the algorithm takes longer than that.
   */
  private static MessageDigest inNamespace() {
    try {
      return (MessageDigest) BEGUN.clone();
    } catch (CloneNotSupportedException e) {
      // Of a provider that cannot copy; it can begin again.
      return begun();
    }
  }

  private static MessageDigest begun() {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(NAMESPACE.getMostSignificantBits())
              .putLong(NAMESPACE.getLeastSignificantBits())
              .array());
      return sha1;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-1", e);
    }
  }
}
