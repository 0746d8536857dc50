package dev.prima.jobs.extract;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.prima.core.error.PrimaException;
import dev.prima.jobs.report.ReportError;
import java.io.Closeable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobExecutionNotRunningException;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Spring Batch's job repository in a SQLite file of the run's own, and what starts and stops jobs
 * by it. Thread-safe; the caller closes it.
 */
public final class BatchRepository implements Closeable {
  private final HikariDataSource dataSource;
  private final JobRepository repository;
  private final TaskExecutorJobOperator operator;

  private BatchRepository(
      HikariDataSource dataSource, JobRepository repository, TaskExecutorJobOperator operator) {
    this.dataSource = dataSource;
    this.repository = repository;
    this.operator = operator;
  }

  /**
   * Opens the file, makes it where it is absent; its folder exists.
   *
   * @throws PrimaException {@link ReportError#WRITE}
   */
  public static BatchRepository open(Path file) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + file.toAbsolutePath());
    config.addDataSourceProperty("busy_timeout", "30000");
    // No sync to disk per commit: what a power cut takes away is done again, which is idempotent.
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "NORMAL");
    // SQLite has one writer; a second connection would only find it busy.
    config.setMaximumPoolSize(1);
    config.setPoolName("job-repository");
    HikariDataSource dataSource;
    try {
      dataSource = new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw unusable(file, e);
    }
    try {
      makeTables(dataSource);
      JobRepository repository = repository(dataSource);
      return new BatchRepository(dataSource, repository, operator(repository));
    } catch (Exception e) {
      dataSource.close();
      throw unusable(file, e);
    }
  }

  private static PrimaException unusable(Path file, Exception why) {
    return new PrimaException(
        ReportError.WRITE,
        "Cannot open the record of the run's steps, " + file + ": " + why.getMessage(),
        why);
  }

  /** All at once: a process that is killed meanwhile leaves none of them. */
  private static void makeTables(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      try (ResultSet tables = connection.getMetaData().getTables(null, null, "BATCH_%", null)) {
        if (tables.next()) {
          return;
        }
      }
      connection.setAutoCommit(false);
      new ResourceDatabasePopulator(
              new ClassPathResource("org/springframework/batch/core/schema-sqlite.sql"))
          .populate(connection);
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  public JobRepository jobs() {
    return repository;
  }

  /** For chunks that write files, which no database transaction can undo. */
  public PlatformTransactionManager chunkTransactions() {
    return new ResourcelessTransactionManager();
  }

  /**
   * Runs a job to its end in this thread: from its beginning, or where an earlier execution with
   * the same parameters failed, was stopped or was killed, from there. What is complete is not done
   * again.
   */
  public JobExecution run(Job job, JobParameters parameters) throws Exception {
    JobExecution last = repository.getLastJobExecution(job.getName(), parameters);
    if (last != null && last.getStatus() == BatchStatus.COMPLETED) {
      // It was cut off after its last step: only its report is missing.
      return last;
    }
    if (last != null && isUnderWay(last)) {
      // Runs are one process's, so this one was killed.
      operator.recover(last);
    }
    return operator.start(job, parameters);
  }

  /** Of one that was told to stop and then cut off, the steps alone say so. */
  private static boolean isUnderWay(JobExecution execution) {
    return execution.isRunning()
        || execution.getStepExecutions().stream().anyMatch(s -> s.getStatus().isRunning());
  }

  /** Asks running executions of a job to end at their next chunk; returns at once. */
  public void stop(String jobName) {
    Set<JobExecution> running = repository.findRunningJobExecutions(jobName);
    for (JobExecution execution : running) {
      try {
        operator.stop(execution);
      } catch (JobExecutionNotRunningException e) {
        // It has ended in between, which is what is wanted.
        continue;
      }
    }
  }

  /**
   * Why an execution failed: the first error that the user can act on, else the first of all, as it
   * was thrown. Empty where it did not fail.
   */
  public static Optional<Throwable> failure(JobExecution execution) {
    List<Throwable> causes =
        execution.getAllFailureExceptions().stream()
            // What Spring Batch says of a step whose parts failed or were stopped for that reason.
            .filter(failure -> !(failure instanceof JobExecutionException))
            .map(BatchRepository::cause)
            .toList();
    return causes.stream()
        .filter(PrimaException.class::isInstance)
        .findFirst()
        .or(() -> causes.stream().findFirst());
  }

  /** What was thrown within the wraps of Spring Batch, and of Spark, if it was thrown in a task. */
  private static Throwable cause(Throwable failure) {
    for (Throwable known = failure; known != null; known = known.getCause()) {
      if (known instanceof PrimaException) {
        return known;
      }
    }
    Throwable cause = failure;
    while (cause.getCause() != null
        && cause.getClass().getName().startsWith("org.springframework.batch.")) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static JobRepository repository(HikariDataSource dataSource) throws Exception {
    JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
    factory.setDataSource(dataSource);
    factory.setTransactionManager(new JdbcTransactionManager(dataSource));
    factory.setDatabaseType("SQLITE");
    factory.afterPropertiesSet();
    return factory.getObject();
  }

  private static TaskExecutorJobOperator operator(JobRepository repository) throws Exception {
    TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
    operator.setJobRepository(repository);
    operator.setJobRegistry(new MapJobRegistry());
    operator.setTaskExecutor(new SyncTaskExecutor());
    operator.afterPropertiesSet();
    return operator;
  }

  @Override
  public void close() {
    dataSource.close();
  }
}
