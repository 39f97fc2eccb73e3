package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.StormStep.Action;
import io.tidewatch.processors.storm.StormStep.CloseReason;
import io.tidewatch.processors.storm.StormStep.Identity;
import io.tidewatch.processors.storm.StormStep.Kind;
import io.tidewatch.processors.storm.StormStep.Parties;
import io.tidewatch.processors.storm.StormStep.Place;
import io.tidewatch.processors.storm.StormStep.Quality;
import io.tidewatch.processors.storm.StormStep.Times;
import io.tidewatch.processors.storm.StormStep.Top;
import io.tidewatch.processors.storm.StormStep.Usual;
import io.tidewatch.processors.storm.StormStep.Volume;
import java.util.ArrayList;
import java.util.List;

/** Steps as bytes: on their way from the segments to where they are joined, and kept there. */
public final class StepCodec {
    private static final int VERSION = 2;
    private static final int MOST = 1024;

    private StepCodec() {
    }

    /** The bytes of a step. */
    public static byte[] bytes(StormStep step) {
        StateOutput out = new StateOutput();
        out.number(VERSION);
        write(step, out);
        return out.toBytes();
    }

    /** The step of the bytes; anything else is an {@link IllegalArgumentException}. */
    public static StormStep step(byte[] bytes) {
        StateInput in = new StateInput(bytes);
        in.requireVersion("storm step", VERSION);
        StormStep step = read(in);
        if (!in.atEnd()) {
            throw new IllegalArgumentException("storm step goes on behind its end");
        }
        return step;
    }

    static void write(StormStep step, StateOutput out) {
        out.word(step.identity().rule());
        out.text(step.identity().alertId());
        out.number(step.identity().sequence());
        out.text(step.identity().dedupeKey());
        out.text(step.identity().previousAlertId());
        out.word(step.action());
        out.flag(step.closeReason() != null);
        if (step.closeReason() != null) {
            out.word(step.closeReason());
        }
        out.word(step.severity());
        out.word(step.severityMax());
        step.verdict().write(out);
        Kind kind = step.kind();
        out.word(kind.family());
        out.number(kind.type());
        out.number(kind.code());
        out.text(kind.name());
        out.real(kind.share());
        place(step.place(), out);
        Times times = step.times();
        for (long time : new long[] {times.firstSeen(), times.lastSeen(), times.openedAt(), times.closedAt(),
            times.windowStart(), times.windowEnd()}) {
            out.number(time);
        }
        numbers(step, out);
        parties(step.parties(), out);
        step.quality().write(out);
    }

    private static void place(Place place, StateOutput out) {
        out.word(place.scope().kind());
        out.text(place.scope().value());
        out.text(place.site());
        texts(place.segments(), out);
        texts(place.sensors(), out);
        texts(place.absorbed(), out);
    }

    private static void numbers(StormStep step, StateOutput out) {
        Volume volume = step.volume();
        out.number(volume.windowCount());
        out.number(volume.totalCount());
        out.real(volume.rate());
        out.real(volume.peak());
        Usual usual = step.usual();
        out.real(usual.rate());
        out.real(usual.deviation());
        out.word(usual.state());
        out.real(usual.threshold());
        out.real(usual.ratio());
    }

    private static void parties(Parties parties, StateOutput out) {
        for (long count : new long[] {parties.reporters(), parties.receivers(), parties.sources(),
            parties.destinations(), parties.flows()}) {
            out.number(count);
        }
        out.flag(parties.approximate());
        Top top = parties.top();
        for (List<Ranked> ranked : List.of(top.reporters(), top.receivers(), top.sources(), top.destinations(),
            top.ports())) {
            out.number(ranked.size());
            for (Ranked each : ranked) {
                out.text(each.value());
                out.number(each.count());
                out.real(each.share());
            }
        }
    }

    private static void texts(List<String> texts, StateOutput out) {
        out.number(texts.size());
        texts.forEach(out::text);
    }

    static StormStep read(StateInput in) {
        return new StormStep(
            new Identity(in.word(StormRule.values()), in.text(), in.integer(), in.text(), in.text()),
            in.word(Action.values()), in.flag() ? in.word(CloseReason.values()) : null,
            in.word(Severity.values()), in.word(Severity.values()), Verdict.read(in),
            new Kind(in.word(Family.values()), in.integer(), in.integer(), in.text(), in.real()),
            new Place(new Scope(in.word(ScopeKind.values()), in.text()), in.text(), texts(in), texts(in), texts(in)),
            new Times(in.number(), in.number(), in.number(), in.number(), in.number(), in.number()),
            new Volume(in.number(), in.number(), in.real(), in.real()),
            new Usual(in.real(), in.real(), in.word(BaselineState.values()), in.real(), in.real()),
            new Parties(in.number(), in.number(), in.number(), in.number(), in.number(), in.flag(),
                new Top(ranked(in), ranked(in), ranked(in), ranked(in), ranked(in))),
            Quality.read(in));
    }

    private static List<String> texts(StateInput in) {
        List<String> texts = new ArrayList<>();
        for (int left = in.size(MOST); left > 0; left--) {
            texts.add(in.text());
        }
        return List.copyOf(texts);
    }

    private static List<Ranked> ranked(StateInput in) {
        List<Ranked> ranked = new ArrayList<>();
        for (int left = in.size(MOST); left > 0; left--) {
            ranked.add(new Ranked(in.text(), in.number(), in.real()));
        }
        return List.copyOf(ranked);
    }
}
