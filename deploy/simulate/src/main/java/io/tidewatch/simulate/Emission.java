package io.tidewatch.simulate;

import java.util.SplittableRandom;

/** Messages at random times whose rate follows a shape (thinning of a Poisson process). */
final class Emission extends Source {
    private static final double MICROS = 1e6;

    private final Messages messages;
    private final Shape shape;
    private final SplittableRandom random;
    private final long startMicros;
    private final long endMicros;
    private double second;
    private long at;

    Emission(Place place, Messages messages, Shape shape, long startMicros, long endMicros) {
        super(place.segment(), place.label());
        this.messages = messages;
        this.shape = shape;
        this.random = new SplittableRandom(place.seed());
        this.startMicros = startMicros;
        this.endMicros = endMicros;
        moveOn();
    }

    /**
     * Where it is, and which times come.
     *
     * @param segment segment
     * @param label number of the label
     * @param seed seed of the times
     */
    record Place(int segment, int label, long seed) { }

    private void moveOn() {
        do {
            second += -StrictMath.log(1 - random.nextDouble()) / shape.peak();
        } while (second < shape.seconds() && random.nextDouble() * shape.peak() >= shape.rate(second));
        at = startMicros + (long) (second * MICROS);
        if (second >= shape.seconds() || at >= endMicros) {
            at = OVER;
        }
    }

    @Override
    long at() {
        return at;
    }

    @Override
    byte[] next() {
        byte[] frame = messages.next();
        moveOn();
        return frame;
    }
}
