package io.tidewatch.processors.storm;

/**
 * How things were when an alert opened. Rates are messages per second.
 *
 * @param atMs when the evidence sufficed
 * @param dedupeKey rule and scope
 * @param why what was too much, a sentence
 * @param usualRate usual rate of the scope
 * @param deviation its spread
 * @param state whether it could be trusted
 * @param threshold rate above which it opened
 * @param quietBelow rate below which a second is quiet
 * @param counted what had been missed before
 */
record Opening(long atMs, String dedupeKey, String why, double usualRate, double deviation, BaselineState state,
               double threshold, double quietBelow, StormStep.Quality counted) {

    String alertId(StormRule rule) {
        return NameId.of(rule.id() + '|' + dedupeKey + '|' + atMs);
    }

    void write(StateOutput out) {
        out.number(atMs);
        out.text(dedupeKey);
        out.text(why);
        out.real(usualRate);
        out.real(deviation);
        out.word(state);
        out.real(threshold);
        out.real(quietBelow);
        out.number(counted.kernelDrops());
        out.number(counted.lateEvents());
    }

    static Opening read(StateInput in) {
        return new Opening(in.number(), in.text(), in.text(), in.real(), in.real(),
            in.word(BaselineState.values()), in.real(), in.real(), new StormStep.Quality(in.number(), in.number()));
    }
}
