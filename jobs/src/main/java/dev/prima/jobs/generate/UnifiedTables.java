package dev.prima.jobs.generate;

import dev.prima.jobs.generate.Dice.Stream;
import java.sql.SQLException;
import java.util.List;

/**
 * The six tables of profile {@code unified}, times in milliseconds; there are no connections, they
 * follow from the messages. Source: LEGACY.md.
 */
final class UnifiedTables {
  private static final int AGENTS_PER_COLLECTIVE = 50;
  private static final String[] ROLES = {"weaver", "listener", "builder", "guide"};
  private static final String[] PRIORITIES = {"low", "normal", "high"};
  private static final String[] WORK_STATUS = {"open", "in_progress", "done"};

  private final Population population;
  private final Network network;

  private UnifiedTables(Population population) {
    this.population = population;
    this.network = population.network();
  }

  /** All tables, in the order in which they are written. */
  static List<LegacyTable> of(Population population) {
    UnifiedTables tables = new UnifiedTables(population);
    return List.of(
        tables.agents(),
        tables.messages(),
        tables.work(),
        tables.coherence(),
        tables.collectives(),
        tables.memberships());
  }

  private LegacyTable agents() {
    return new LegacyTable(
        "unified_agents",
        """
        id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT, capabilities TEXT,
        coherence_level INTEGER DEFAULT 50, love_resonance INTEGER DEFAULT 50,
        field_coherence REAL DEFAULT 0.5, primary_harmony TEXT, status TEXT DEFAULT 'active',
        last_heartbeat INTEGER, session_info TEXT, total_contributions INTEGER DEFAULT 0,
        messages_sent INTEGER DEFAULT 0, work_completed INTEGER DEFAULT 0,
        field_impact_given REAL DEFAULT 0.0, created_at INTEGER""",
        16,
        List.of("idx_unified_agents_status ON unified_agents(status)"),
        network.agents(),
        this::agent);
  }

  private void agent(RowWriter out, int row, int copy, long localId) throws SQLException {
    int age = population.age(Stream.AGENT_STATE, row, copy);
    Dice dice = population.dice(Stream.AGENT, row);
    String role = dice.pick(ROLES);
    out.text(population.agentId(row)).text(Words.name(dice)).text(role);
    out.text(capabilities(dice, role));
    long created = Population.EPOCH - 1L - dice.below(365 * Population.DAY);
    dice = population.dice(Stream.AGENT_STATE, row, age);
    out.integer(40 + dice.below(61)).integer(20 + dice.below(81)).real(dice.between(0, 1));
    out.text(Words.HARMONIES[network.harmony(row)]);
    out.text(dice.chance(0.92) ? "active" : dice.chance(0.5) ? "resting" : "archived");
    long seen = Population.END - age * 20L * Population.DAY - dice.below(20 * Population.DAY);
    out.integer(seen * 1000);
    if (dice.chance(0.3)) {
      out.nothing();
    } else {
      out.text("{\"session\": \"" + Words.hex(dice, 16) + "\", \"depth\": " + dice.below(9) + "}");
    }
    int sent = dice.below(60);
    out.integer(dice.below(300)).integer(Math.max(0, sent - 10 * age)).integer(dice.below(20));
    out.real(dice.between(0, 50)).integer(created * 1000).endRow();
  }

  private static String capabilities(Dice dice, String role) {
    return switch (dice.below(3)) {
      case 0 -> "listening,writing," + role;
      case 1 -> Words.jsonArray("listening", role);
      default -> "HIPI:" + Words.hex(dice, 16);
    };
  }

  private LegacyTable messages() {
    return new LegacyTable(
        "unified_messages",
        """
        id TEXT PRIMARY KEY, from_agent TEXT NOT NULL REFERENCES unified_agents(id),
        to_agent TEXT REFERENCES unified_agents(id), content TEXT, message_type TEXT, harmony TEXT,
        field_impact REAL DEFAULT 0.0, love_quotient REAL, read_status TEXT DEFAULT 'unread',
        response_needed INTEGER DEFAULT 0, priority TEXT DEFAULT 'normal', created_at INTEGER""",
        12,
        List.of(
            "idx_unified_messages_from ON unified_messages(from_agent)",
            "idx_unified_messages_to ON unified_messages(to_agent)"),
        population.messages(),
        this::message);
  }

  private void message(RowWriter out, int row, int copy, long localId) throws SQLException {
    Population.Message message = population.message(row);
    Dice dice = population.dice(Stream.MESSAGE_STATE, row);
    out.text(Words.numbered("msg-", row, 9)).text(population.agentId(message.from()));
    if (message.broadcast()) {
      out.nothing();
    } else {
      out.text(population.agentId(message.to()));
    }
    out.text(Words.sentence(dice, row)).text(dice.pick(Words.MESSAGE_TYPES));
    out.text(Words.HARMONIES[network.harmony(message.from())]);
    out.real(dice.between(0, 10)).real(dice.between(0, 1));
    out.text(dice.chance(0.7) && copy == 0 ? "read" : "unread");
    out.integer(dice.chance(0.2) ? 1 : 0);
    out.text(dice.pick(PRIORITIES)).integer(message.second() * 1000 + dice.below(1000)).endRow();
  }

  private LegacyTable work() {
    return new LegacyTable(
        "unified_work",
        """
        id TEXT PRIMARY KEY, title TEXT, description TEXT, created_by TEXT,
        assigned_to TEXT REFERENCES unified_agents(id), primary_harmony TEXT,
        status TEXT DEFAULT 'open', progress INTEGER DEFAULT 0, priority TEXT DEFAULT 'normal',
        due_date INTEGER, field_impact REAL DEFAULT 0.0, created_at INTEGER, updated_at INTEGER""",
        13,
        List.of("idx_unified_work_assigned ON unified_work(assigned_to)"),
        share(10),
        (out, row, copy, localId) -> {
          int age = population.age(Stream.WORK_STATE, row, copy);
          Dice dice = population.dice(Stream.WORK, row);
          long created = moment(dice);
          out.text(Words.numbered("work-", row, 6)).text("Tend the " + Words.name(dice));
          out.text(Words.sentence(dice, row)).text(population.anyAgent(dice));
          out.text(population.anyAgent(dice)).text(dice.pick(Words.HARMONIES));
          out.text(WORK_STATUS[Math.max(0, dice.below(3) - age)]);
          out.integer(Math.max(0, dice.below(101) - 20 * age)).text(dice.pick(PRIORITIES));
          out.integer((created + 30L * Population.DAY) * 1000).real(dice.between(0, 20));
          out.integer(created * 1000).integer((created + (10L - age) * 3600) * 1000).endRow();
        });
  }

  private LegacyTable coherence() {
    return new LegacyTable(
        "field_coherence_log",
        """
        id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER, active_agents INTEGER,
        average_consciousness REAL, love_field_strength REAL, collective_coherence REAL,
        dominant_harmony TEXT, field_events TEXT""",
        8,
        List.of(),
        share(20),
        (out, row, copy, localId) -> {
          Dice dice = population.dice(Stream.MEASUREMENT, row);
          long span = (long) Population.DAYS * Population.DAY;
          out.integer(localId).integer((Population.EPOCH + row * span / share(20)) * 1000);
          out.integer(dice.below(network.agents() + 1)).real(dice.between(40, 100));
          out.real(dice.between(0, 100))
              .real(dice.between(0.3, 1))
              .text(dice.pick(Words.HARMONIES));
          out.text(dice.chance(0.5) ? "[]" : Words.jsonArray("gathering", "silence")).endRow();
        });
  }

  private LegacyTable collectives() {
    return new LegacyTable(
        "unified_collectives",
        """
        id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, created_by TEXT,
        status TEXT DEFAULT 'active', created_at INTEGER""",
        6,
        List.of(),
        share(AGENTS_PER_COLLECTIVE),
        (out, row, copy, localId) -> {
          Dice dice = population.dice(Stream.COLLECTIVE, row);
          out.text(Words.numbered("collective-", row, 5)).text("Circle of " + Words.name(dice));
          out.text(Words.sentence(dice, row));
          out.text(population.anyAgent(dice)).text("active").integer(moment(dice) * 1000).endRow();
        });
  }

  private LegacyTable memberships() {
    return new LegacyTable(
        "collective_memberships",
        """
        id TEXT PRIMARY KEY, collective_id TEXT NOT NULL, agent_id TEXT NOT NULL, role TEXT,
        joined_at INTEGER, UNIQUE (collective_id, agent_id)""",
        5,
        List.of("idx_memberships_agent ON collective_memberships(agent_id)"),
        share(10),
        (out, row, copy, localId) -> {
          Dice dice = population.dice(Stream.MEMBERSHIP, row);
          // Agents are dealt out in turn, so that nobody joins the same collective twice.
          int agent = (int) ((long) row * network.agents() / share(10));
          int collective = dice.below(share(AGENTS_PER_COLLECTIVE));
          out.text(Words.numbered("member-", row, 6));
          out.text(Words.numbered("collective-", collective, 5)).text(population.agentId(agent));
          out.text(dice.pick(ROLES)).integer(moment(dice) * 1000).endRow();
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
