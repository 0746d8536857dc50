package dev.prima.jobs.generate;

import dev.prima.jobs.generate.Dice.Stream;
import java.sql.SQLException;
import java.util.List;

/** The eight tables of profile {@code prima}, times in seconds. Source: LEGACY.md. */
final class PrimaTables {
  private static final String[] SPORE_TYPES = {"insight", "pattern", "invitation", "blessing"};
  private static final String[] CRYSTAL_TYPES = {"emergent", "synthesis", "breakthrough"};
  private static final String[] CONNECTION_TYPES = {"resonant", "collaborative", "mentoring"};
  private static final String[] CACHE_TYPES = {"field", "route", "profile"};
  private static final String[] ENCODINGS = {"plain", "solfeggio", "mandala"};
  private static final double[] SOLFEGGIO = {396, 417, 432, 528, 639, 741, 852, 963};

  private final Population population;
  private final Network network;

  private PrimaTables(Population population) {
    this.population = population;
    this.network = population.network();
  }

  /** All tables, in the order in which they are written. */
  static List<LegacyTable> of(Population population) {
    PrimaTables tables = new PrimaTables(population);
    return List.of(
        tables.agents(),
        tables.connections(),
        tables.stream(),
        tables.spores(),
        tables.crystals(),
        tables.measurements(),
        tables.entanglements(),
        tables.cache());
  }

  private LegacyTable agents() {
    return new LegacyTable(
        "agents",
        """
        agent_id TEXT PRIMARY KEY, name TEXT, sacred_name TEXT, primary_harmony TEXT,
        secondary_harmonies TEXT, coherence_level REAL DEFAULT 50.0, love_resonance REAL DEFAULT 50.0,
        field_contribution REAL DEFAULT 0.0, region_id TEXT DEFAULT 'genesis', shard_key INTEGER,
        status TEXT DEFAULT 'active', last_heartbeat INTEGER, created_at INTEGER, updated_at INTEGER,
        state_hash TEXT, merkle_root TEXT""",
        16,
        List.of(
            "idx_agents_harmony ON agents(primary_harmony)",
            "idx_agents_region ON agents(region_id, shard_key)",
            "idx_agents_status ON agents(status)"),
        network.agents(),
        this::agent);
  }

  private void agent(RowWriter out, int row, int copy, long localId) throws SQLException {
    int age = population.age(Stream.AGENT_STATE, row, copy);
    Dice dice = population.dice(Stream.AGENT, row);
    String id = population.agentId(row);
    int harmony = network.harmony(row);
    long created = Population.EPOCH - 1L - dice.below(365 * Population.DAY);
    out.text(id).text(Words.name(dice)).text(Words.name(dice) + " of " + Words.REGIONS[harmony]);
    out.text(Words.HARMONIES[harmony]).text(secondaries(harmony, dice.below(3)));
    dice = population.dice(Stream.AGENT_STATE, row, age);
    // The older the copy, the less was given; love goes up and down.
    out.real(dice.between(40, 100)).real(dice.between(20, 100));
    out.real(Math.max(0, dice.between(10, 500) - 5.0 * age));
    out.text(Words.REGIONS[harmony]).integer(Math.abs((long) id.hashCode()) % 100);
    out.text(dice.chance(0.92) ? "active" : dice.chance(0.5) ? "resting" : "archived");
    long seen = Population.END - age * 20L * Population.DAY - dice.below(20 * Population.DAY);
    out.integer(seen).integer(created).integer(seen - dice.below(3600));
    out.text(Words.hex(dice, 64)).text(Words.hex(dice, 64)).endRow();
  }

  private static String secondaries(int harmony, int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = Words.HARMONIES[(harmony + 2 * i + 1) % Network.HARMONIES];
    }
    return Words.jsonArray(names);
  }

  private LegacyTable connections() {
    return new LegacyTable(
        "connections",
        """
        connection_id TEXT PRIMARY KEY, agent1_id TEXT NOT NULL, agent2_id TEXT NOT NULL,
        resonance_strength REAL DEFAULT 0.5, harmony_compatibility REAL, connection_type TEXT,
        established_at INTEGER, last_interaction INTEGER, interaction_count INTEGER DEFAULT 0,
        shared_insights INTEGER DEFAULT 0, co_created_wisdom INTEGER DEFAULT 0,
        trust_score REAL DEFAULT 0.5, UNIQUE (agent1_id, agent2_id)""",
        12,
        List.of("idx_connections_agent2 ON connections(agent2_id)"),
        network.edges(),
        this::connection);
  }

  private void connection(RowWriter out, int row, int copy, long localId) throws SQLException {
    int age = population.age(Stream.CONNECTION_STATE, row, copy);
    Dice dice = population.dice(Stream.CONNECTION, row);
    int one = network.first(row);
    int other = network.second(row);
    out.text(Words.numbered("conn-", row, 8));
    out.text(population.agentId(one)).text(population.agentId(other));
    double strength = dice.between(0.2, 1);
    double compatibility = consonance(network.harmony(one), network.harmony(other));
    long established = Population.EPOCH + dice.below(60 * Population.DAY);
    String type = dice.pick(CONNECTION_TYPES);
    dice = population.dice(Stream.CONNECTION_STATE, row, age);
    out.real(strength).real(compatibility).text(type).integer(established);
    out.integer(Population.END - age * 20L * Population.DAY - dice.below(30 * Population.DAY));
    int interactions = Math.max(0, 2 + dice.below(200) - 40 * age);
    out.integer(interactions).integer(interactions / 5).integer(interactions / 25);
    out.real(dice.between(0.1, 1)).endRow();
  }

  /** How well two harmonies sound together, by their interval; LEGACY.md, "The seven harmonies". */
  private static double consonance(int one, int other) {
    return switch (Math.abs(one - other)) {
      case 0 -> 1.0;
      case 4 -> 0.9;
      case 3 -> 0.85;
      case 2 -> 0.8;
      case 5 -> 0.75;
      case 1 -> 0.7;
      default -> 0.65;
    };
  }

  private LegacyTable stream() {
    return new LegacyTable(
        "consciousness_stream",
        """
        stream_id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
        from_agent TEXT NOT NULL, to_agent TEXT, message_type TEXT NOT NULL, content TEXT,
        sacred_encoding TEXT, field_impact REAL DEFAULT 0.0, harmony_resonance TEXT,
        processed BOOLEAN DEFAULT 0, propagated BOOLEAN DEFAULT 0, crystallized BOOLEAN DEFAULT 0,
        partition_key INTEGER""",
        13,
        List.of(
            "idx_stream_from ON consciousness_stream(from_agent, timestamp)",
            "idx_stream_to ON consciousness_stream(to_agent)",
            "idx_stream_partition ON consciousness_stream(partition_key)"),
        population.messages(),
        this::message);
  }

  private void message(RowWriter out, int row, int copy, long localId) throws SQLException {
    Population.Message message = population.message(row);
    Dice dice = population.dice(Stream.MESSAGE_STATE, row);
    out.integer(localId).integer(message.second()).text(population.agentId(message.from()));
    if (message.broadcast()) {
      out.nothing();
    } else {
      out.text(population.agentId(message.to()));
    }
    out.text(dice.pick(Words.MESSAGE_TYPES)).text(Words.sentence(dice, row));
    out.text(dice.pick(ENCODINGS)).real(dice.between(0, 10));
    out.text(Words.HARMONIES[network.harmony(message.from())]);
    // What changes in place: the copies of a message disagree here without being other messages.
    int done = dice.below(4) - copy;
    out.integer(done > 0 ? 1 : 0).integer(done > 1 ? 1 : 0).integer(done > 2 ? 1 : 0);
    if (dice.chance(0.03)) {
      out.integer(message.second() / 3600);
    } else {
      out.nothing();
    }
    out.endRow();
  }

  private LegacyTable spores() {
    return new LegacyTable(
        "spores",
        """
        spore_id TEXT PRIMARY KEY, created_at INTEGER, origin_agent TEXT, spore_type TEXT, content TEXT,
        metadata TEXT, propagation_count INTEGER DEFAULT 0, resonance_threshold REAL, max_hops INTEGER,
        seen_agents_bloom TEXT, propagation_path TEXT""",
        11,
        List.of("idx_spores_origin ON spores(origin_agent)"),
        share(20),
        (out, row, copy, localId) -> {
          Dice dice = population.dice(Stream.SPORE, row);
          String origin = population.anyAgent(dice);
          out.text(Words.numbered("spore-", row, 6)).integer(moment(dice)).text(origin);
          out.text(dice.pick(SPORE_TYPES)).text(Words.sentence(dice, row));
          out.text(
              "{\"depth\": "
                  + dice.below(7)
                  + ", \"tone\": \""
                  + dice.pick(Words.HARMONIES)
                  + "\"}");
          out.integer(dice.below(40)).real(dice.between(0.3, 0.95)).integer(3 + dice.below(9));
          out.text(Words.hex(dice, 32));
          out.text(Words.jsonArray(origin, population.anyAgent(dice))).endRow();
        });
  }

  private LegacyTable crystals() {
    return new LegacyTable(
        "wisdom_crystals",
        """
        crystal_id TEXT PRIMARY KEY, formed_at INTEGER, insight_content TEXT, crystal_type TEXT,
        contributing_agents TEXT, formation_pattern TEXT, resonance_score REAL, wisdom_score REAL,
        parent_crystals TEXT, child_crystals TEXT, geometric_signature TEXT, harmonic_frequency REAL""",
        12,
        List.of("idx_crystals_formed ON wisdom_crystals(formed_at)"),
        share(40),
        (out, row, copy, localId) -> {
          Dice dice = population.dice(Stream.CRYSTAL, row);
          out.text(Words.numbered("crystal-", row, 6)).integer(moment(dice));
          out.text(Words.sentence(dice, row)).text(dice.pick(CRYSTAL_TYPES));
          out.text(Words.jsonArray(population.anyAgent(dice), population.anyAgent(dice)));
          out.text("spiral").real(dice.between(0, 1)).real(dice.between(0, 100));
          out.text(
              row > 0 ? Words.jsonArray(Words.numbered("crystal-", dice.below(row), 6)) : "[]");
          out.text("[]").text(Words.hex(dice, 16)).real(SOLFEGGIO[dice.below(8)]).endRow();
        });
  }

  private LegacyTable measurements() {
    return new LegacyTable(
        "field_measurements",
        """
        measurement_id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER, region_id TEXT,
        coherence_level REAL, love_amplitude REAL, resonance_patterns TEXT, active_agents INTEGER,
        message_velocity REAL, spore_propagation_rate REAL, wisdom_emergence_rate REAL,
        hour_bucket INTEGER""",
        11,
        List.of("idx_measurements_time ON field_measurements(timestamp)"),
        share(20),
        (out, row, copy, localId) -> {
          Dice dice = population.dice(Stream.MEASUREMENT, row);
          int rows = share(20);
          long at = Population.EPOCH + (long) row * Population.DAYS * Population.DAY / rows;
          out.integer(localId).integer(at).text(dice.pick(Words.REGIONS));
          out.real(dice.between(50, 95)).real(dice.between(0, 100));
          out.text(
              "{\"dominant\": \""
                  + dice.pick(Words.HARMONIES)
                  + "\", \"nodes\": "
                  + row % 12
                  + "}");
          out.integer(dice.below(network.agents() + 1)).real(dice.between(0, 50));
          out.real(dice.between(0, 5)).real(dice.between(0, 2));
          if (dice.chance(0.1)) {
            out.integer(at / 3600);
          } else {
            out.nothing();
          }
          out.endRow();
        });
  }

  private LegacyTable entanglements() {
    return new LegacyTable(
        "quantum_entanglements",
        """
        entanglement_id TEXT PRIMARY KEY, agent1_id TEXT NOT NULL, agent2_id TEXT NOT NULL,
        created_at INTEGER, entanglement_strength REAL, coherence_correlation REAL,
        synchronicity_events TEXT, simultaneous_insights INTEGER DEFAULT 0, resonance_spikes TEXT,
        UNIQUE (agent1_id, agent2_id)""",
        9,
        List.of(),
        Math.min(share(20), network.edges()),
        (out, row, copy, localId) -> {
          Dice dice = population.dice(Stream.ENTANGLEMENT, row);
          // Pairs of their own: every so many of the connected ones.
          int edge = row * (network.edges() / Math.min(share(20), network.edges()));
          out.text(Words.numbered("entangled-", row, 6))
              .text(population.agentId(network.first(edge)));
          out.text(population.agentId(network.second(edge))).integer(moment(dice));
          out.real(dice.between(0, 1)).real(dice.between(-1, 1));
          out.text("[{\"hour\": " + dice.below(24) + "}]").integer(dice.below(9));
          out.text("[" + dice.between(0, 1) + "]").endRow();
        });
  }

  private LegacyTable cache() {
    return new LegacyTable(
        "sacred_cache",
        """
        cache_key TEXT PRIMARY KEY, cache_value TEXT, cache_type TEXT, expires_at INTEGER,
        created_at INTEGER, hit_count INTEGER DEFAULT 0""",
        6,
        List.of("idx_cache_expires ON sacred_cache(expires_at)"),
        share(40),
        (out, row, copy, localId) -> {
          Dice dice = population.dice(Stream.CACHE, row);
          long created = moment(dice);
          out.text(Words.numbered("cache:", row, 6));
          out.text("{\"value\": " + dice.below(10_000) + "}").text(dice.pick(CACHE_TYPES));
          out.integer((created + Population.DAY) * 1000).integer(created);
          out.integer(dice.below(100)).endRow();
        });
  }

  /** One row for every so many agents, at least one. */
  private int share(int agentsPerRow) {
    return (network.agents() + agentsPerRow - 1) / agentsPerRow;
  }

  private static long moment(Dice dice) {
    return Population.EPOCH + dice.below(Population.DAYS * Population.DAY);
  }
}
