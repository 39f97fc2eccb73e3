package io.tidewatch.simulate;

/**
 * How many messages a storm makes over its time.
 *
 * @param form form
 * @param peak messages per second when it is in full force
 * @param seconds how long it lasts
 * @param part seconds of the ramp, or of a burst
 * @param pause seconds between bursts
 */
record Shape(Form form, double peak, double seconds, double part, double pause) {

    /** Form of the rate over time. */
    enum Form { STEP, RAMP, ON_OFF }

    static Shape step(double peak, double seconds) {
        return new Shape(Form.STEP, peak, seconds, 0, 0);
    }

    /** Seconds after the beginning until the rate is above another one; infinite where it never is. */
    double secondsUntilAbove(double other) {
        if (peak <= other) {
            return Double.POSITIVE_INFINITY;
        }
        return form == Form.RAMP ? part * other / peak : 0;
    }

    /** Messages per second so long after the beginning. */
    double rate(double second) {
        return switch (form) {
            case STEP -> peak;
            case RAMP -> peak * Math.min(1, second / part);
            case ON_OFF -> second % (part + pause) < part ? peak : 0;
        };
    }
}
