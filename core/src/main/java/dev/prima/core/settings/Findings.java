package dev.prima.core.settings;

/** The problems of one group; keys are given relative to it. */
public final class Findings {
  private final Binding binding;
  private final String path;

  Findings(Binding binding, String path) {
    this.binding = binding;
    this.path = path;
  }

  /**
   * @param key for instance {@code months.to} or {@code nodes[2].name}; empty for the group itself
   */
  public void problem(String key, String message) {
    binding.problem(full(key), message);
  }

  /** A problem if the secret is not there. */
  public void secret(String key, Secret secret) {
    binding.surroundings().missing(secret).ifPresent(why -> problem(key, why));
  }

  /** A problem if the file is not there. */
  public void file(String key, String file) {
    binding.surroundings().missingFile(file).ifPresent(why -> problem(key, why));
  }

  /** True where the key could not be read and holds a stand-in. */
  public boolean unreadable(String key) {
    return binding.problems().has(full(key));
  }

  private String full(String key) {
    return key.isEmpty() ? path : Paths.child(path, key);
  }
}
