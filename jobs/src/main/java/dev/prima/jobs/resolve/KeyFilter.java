package dev.prima.jobs.resolve;

import static org.apache.spark.sql.functions.udf;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.sketch.BloomFilter;
import org.apache.spark.util.sketch.IncompatibleMergeException;

/**
 * Binary keys, in so little memory that every task can have them: a Bloom filter, which takes one
 * key in a hundred for one of its own that is none.
 */
public final class KeyFilter implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double FALSE_POSITIVES = 0.01;

  private transient BloomFilter bits;

  private KeyFilter(BloomFilter bits) {
    this.bits = bits;
  }

  /**
   * The keys in the first column, on every executor. Runs two jobs.
   *
   * @param keys binary, never null
   */
  public static Broadcast<KeyFilter> of(Dataset<Row> keys) {
    long number = Math.max(1, keys.count());
    KeyFilter none = new KeyFilter(BloomFilter.create(number, FALSE_POSITIVES));
    KeyFilter all =
        keys.toJavaRDD()
            .mapPartitions(rows -> List.of(filled(number, rows)).iterator())
            .fold(none, KeyFilter::merged);
    return JavaSparkContext.fromSparkContext(keys.sparkSession().sparkContext()).broadcast(all);
  }

  private static KeyFilter filled(long number, Iterator<Row> rows) {
    BloomFilter filter = BloomFilter.create(number, FALSE_POSITIVES);
    rows.forEachRemaining(row -> filter.putBinary(row.<byte[]>getAs(0)));
    return new KeyFilter(filter);
  }

  private static KeyFilter merged(KeyFilter left, KeyFilter right)
      throws IncompatibleMergeException {
    left.bits.mergeInPlace(right.bits);
    return left;
  }

  /** False if it certainly is none of them. */
  public boolean mightHold(byte[] key) {
    return bits.mightContainBinary(key);
  }

  /** Whether a key may be one of them; false if it certainly is not. */
  public static Column mightHold(Broadcast<KeyFilter> keys, Column key) {
    return udf((UDF1<byte[], Boolean>) k -> keys.value().mightHold(k), DataTypes.BooleanType)
        .apply(key);
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    bits.writeTo(out);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    bits = BloomFilter.readFrom(in);
  }
}
