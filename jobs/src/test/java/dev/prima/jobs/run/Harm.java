package dev.prima.jobs.run;

/** What befalls a migration. */
enum Harm {
  DRIVER_KILLED("kill -9 of the driver"),
  KILLED_AGAIN("kill -9 of the driver, and again while it resumes"),
  POSTGRES_KILLED("kill -9 and restart of a PostgreSQL server"),
  STOPPED("SIGTERM"),
  SERVER_PAUSED("SIGSTOP and SIGCONT of a server"),
  CASSANDRA_KILLED("kill -9 and restart of Cassandra"),
  POSTGRES_AWAY("a PostgreSQL server stays away"),
  DISK_FULL("a full disk under the run's folder");

  final String words;

  Harm(String words) {
    this.words = words;
  }
}
