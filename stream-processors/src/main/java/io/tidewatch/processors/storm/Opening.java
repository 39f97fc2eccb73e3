package io.tidewatch.processors.storm;

/**
 * How things were when an alert opened.
 *
 * @param atMs when the evidence sufficed
 * @param dedupeKey rule and scope
 * @param why what was too much, a sentence
 * @param limit what was usual, and the rate above which it opened
 * @param quietBelow rate below which a second is quiet, messages per second
 * @param counted what had been missed before
 */
record Opening(long atMs, String dedupeKey, String why, Limit limit, double quietBelow, StormStep.Quality counted) {

    String alertId(StormRule rule) {
        return NameId.of(rule.id() + '|' + dedupeKey + '|' + atMs);
    }

    void write(StateOutput out) {
        out.number(atMs);
        out.text(dedupeKey);
        out.text(why);
        out.real(limit.rate());
        out.real(limit.deviation());
        out.word(limit.state());
        out.real(limit.threshold());
        out.word(limit.of());
        out.number(limit.seconds());
        out.real(quietBelow);
        counted.write(out);
    }

    static Opening read(StateInput in) {
        return new Opening(in.number(), in.text(), in.text(), new Limit(in.real(), in.real(),
            in.word(BaselineState.values()), in.real(), in.word(Limit.Of.values()), in.integer()), in.real(),
            StormStep.Quality.read(in));
    }
}
