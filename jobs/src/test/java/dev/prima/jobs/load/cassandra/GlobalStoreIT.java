package dev.prima.jobs.load.cassandra;

import dev.prima.jobs.cassandra.CassandraCluster;
import dev.prima.jobs.cassandra.TestClusters;

class GlobalStoreIT extends GlobalStoreContract {
  @Override
  CassandraCluster cluster(String keyspace) {
    return TestClusters.embedded(keyspace);
  }
}
