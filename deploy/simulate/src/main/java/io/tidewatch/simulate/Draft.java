package io.tidewatch.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One occurrence of a scenario before it has its place and time.
 *
 * @param scenario which
 * @param parts the storms in it
 * @param lead what goes on before
 * @param lostAfter seconds after the start until the sensor dies; 0: it lives
 * @param segments how many see it
 */
record Draft(Scenario scenario, List<Part> parts, Episode.Lead lead, double lostAfter, int segments) {
    /** How long a dead sensor is away, seconds. */
    static final double AWAY = 600;

    /** Long enough for every alert to close. */
    private static final double REST = 180;
    private static final double FAINT = 30;
    private static final List<Scenario> STORMS = Scenario.of(Scenario.Kind.STORM);
    private static final List<Scenario> UNREACHABLES = List.of(Scenario.UNREACHABLE_PREFIX,
        Scenario.ADMIN_PROHIBITED, Scenario.UDP_SCAN_BACKSCATTER, Scenario.SCAN_BY_INTERNAL_HOST);

    /**
     * One storm of it.
     *
     * @param content which
     * @param version IP version
     * @param shape its rate
     * @param offset seconds after the start
     */
    record Part(Scenario content, int version, Shape shape, double offset) { }

    /** Draws one. */
    static Draft of(Scenario scenario, SplittableRandom random) {
        return switch (scenario) {
            case SLOW_RAMP -> one(scenario, any(STORMS, random), ramp(random), random);
            case BOILING_FROG -> one(scenario, any(STORMS, random), new Shape(Shape.Form.RAMP, 60, 7260, 7200, 0),
                random);
            case ON_OFF -> one(scenario, any(STORMS, random), new Shape(Shape.Form.ON_OFF, between(random, 60, 300),
                between(random, 120, 240), 5, between(random, 5, 15)), random);
            case BENEATH_NOISE -> new Draft(scenario, List.of(new Part(any(UNREACHABLES, random), 4,
                Shape.step(FAINT, between(random, 40, 150)), 0)), Episode.Lead.BROKEN_CLIENT, 0, 1);
            case LOW_AND_WIDE -> one(scenario, Scenario.SCAN_BY_INTERNAL_HOST,
                Shape.step(between(random, 11, 15), 150), random);
            case SENSOR_DIES -> new Draft(scenario, List.of(part(any(STORMS, random), step(random), 0, random)), null,
                between(random, 10, 18), 1);
            case SEVERAL_AT_ONCE -> new Draft(scenario, several(random), null, 0, 1);
            case SEVERAL_SEGMENTS -> new Draft(scenario, List.of(part(random.nextBoolean() ? Scenario.ROUTING_LOOP
                : Scenario.UNREACHABLE_PREFIX, step(random), 0, random)), null, 0, 2 + random.nextInt(3));
            case BACKGROUND -> new Draft(scenario, List.of(), null, 0, 1);
            case MISSING_QUERIER -> new Draft(scenario, List.of(part(scenario, Shape.step(1, 400), 0, random)),
                Episode.Lead.QUERIER, 0, 1);
            default -> one(scenario, scenario, usual(scenario, random), random);
        };
    }

    private static Draft one(Scenario scenario, Scenario content, Shape shape, SplittableRandom random) {
        return new Draft(scenario, List.of(part(content, shape, 0, random)), null, 0, 1);
    }

    private static Part part(Scenario content, Shape shape, double offset, SplittableRandom random) {
        int version = content.version() != 0 ? content.version() : random.nextInt(4) == 0 ? 6 : 4;
        return new Part(content, version, shape, offset);
    }

    private static List<Part> several(SplittableRandom random) {
        List<Scenario> left = new ArrayList<>(STORMS);
        left.remove(Scenario.RANDOM_KEYS);
        List<Part> parts = new ArrayList<>();
        for (int more = 2 + random.nextInt(2); more > 0; more--) {
            parts.add(part(left.remove(random.nextInt(left.size())), step(random), between(random, 0, 30), random));
        }
        return parts;
    }

    private static Shape usual(Scenario scenario, SplittableRandom random) {
        return switch (scenario) {
            case MIRROR_DUPLICATE -> Shape.step(15, 60);
            case ROGUE_QUERIER, ELECTION_FLAP -> Shape.step(0.5, 180);
            case CHANNEL_SURFING -> Shape.step(5, 60);
            case POLLER -> Shape.step(60, 20);
            case TCN_FLUSH -> Shape.step(100, 10);
            default -> step(random);
        };
    }

    private static Shape step(SplittableRandom random) {
        return Shape.step(40 * StrictMath.pow(10, random.nextDouble()), between(random, 20, 150));
    }

    private static Shape ramp(SplittableRandom random) {
        double part = between(random, 300, 900);
        return new Shape(Shape.Form.RAMP, between(random, 60, 300), part + 60, part, 0);
    }

    private static double between(SplittableRandom random, double least, double most) {
        return least + random.nextDouble() * (most - least);
    }

    private static Scenario any(List<Scenario> scenarios, SplittableRandom random) {
        return scenarios.get(random.nextInt(scenarios.size()));
    }

    /** Seconds before the start. */
    double before() {
        return lead == null ? 0 : lead.seconds();
    }

    /** Seconds from the lead until everything is quiet again. */
    double needs() {
        double longest = 0;
        for (Part part : parts) {
            longest = Math.max(longest, part.offset() + part.shape().seconds());
        }
        return before() + longest + REST + (lostAfter > 0 ? AWAY : 0);
    }
}
