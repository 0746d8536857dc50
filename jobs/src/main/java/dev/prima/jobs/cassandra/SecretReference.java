package dev.prima.jobs.cassandra;

import dev.prima.core.error.PrimaException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Says where a secret is kept; prints {@code ***}.
 *
 * @param reference {@code env:NAME} or {@code file:PATH}
 */
public record SecretReference(String reference) implements Serializable {
  private static final String ENV = "env:";
  private static final String FILE = "file:";

  public SecretReference {
    if (!reference.startsWith(ENV) && !reference.startsWith(FILE)) {
      // What stands here may be the secret itself.
      throw new IllegalArgumentException("A secret is given as env:NAME or file:PATH");
    }
  }

  /**
   * The secret; of a file all of it but the line end. Throws {@link CassandraError#SECRET} where
   * there is none.
   */
  String resolve() {
    if (reference.startsWith(ENV)) {
      String name = reference.substring(ENV.length());
      String value = System.getenv(name);
      if (value == null) {
        throw new PrimaException(
            CassandraError.SECRET,
            "The environment has no " + name + ", to which the password of Cassandra refers");
      }
      return value;
    }
    Path file = Path.of(reference.substring(FILE.length()));
    try {
      return Files.readString(file).stripTrailing();
    } catch (IOException e) {
      throw new PrimaException(
          CassandraError.SECRET,
          "Cannot read " + file + ", to which the password of Cassandra refers",
          e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
