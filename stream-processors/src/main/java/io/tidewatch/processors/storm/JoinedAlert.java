package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.StormStep.Action;
import io.tidewatch.processors.storm.StormStep.Identity;
import io.tidewatch.processors.storm.StormStep.Times;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all segments see of one cause, as one alert: it opens with the first of them, under the same ids, and closes
 * with the last. Further segments join it; that is told as any news, at most every
 * {@link StormPolicy.Life#updateAtOnce}. Steps of segments come in the order of event time. State grows with the
 * segments that see the cause; what each may say is bounded.
 */
public final class JoinedAlert {
    private static final int VERSION = 2;

    private final StormPolicy.Life life;
    private final SortedMap<String, SegmentView> views = new TreeMap<>();
    private StormRule rule;
    private String alertId;
    private String dedupeKey;
    private String previousAlertId;
    private Scope scope;
    private long openedMs;
    private int sequence;
    private Severity severityMax;
    private Cause cause;
    private double peak;
    private long stepMs;
    private long stepTotal;
    private double stepRate;
    /** Something changed that was not told yet. */
    private boolean news;

    private JoinedAlert(StormPolicy.Life life) {
        this.life = life;
    }

    /** The first that a segment tells of a cause; previousAlertId is of the alert of it that closed last, or null. */
    public static JoinedAlert of(StormStep first, String previousAlertId, StormPolicy.Life life) {
        JoinedAlert alert = new JoinedAlert(life);
        alert.rule = first.identity().rule();
        alert.alertId = first.identity().alertId();
        alert.dedupeKey = first.identity().dedupeKey();
        alert.previousAlertId = previousAlertId;
        alert.scope = first.place().scope();
        alert.openedMs = first.times().openedAt();
        alert.sequence = first.identity().sequence() - 1;
        alert.severityMax = Severity.INFO;
        alert.cause = first.verdict().cause();
        alert.stepMs = first.times().windowStart();
        return alert;
    }

    public String dedupeKey() {
        return dedupeKey;
    }

    /** A segment tells a step of its own. What there is to tell of all, or null. */
    public StormStep tell(StormStep step) {
        String segment = step.segment();
        SegmentView before = views.get(segment);
        views.put(segment, SegmentView.after(before, step));
        peak = Math.max(peak, step.volume().peak());
        long now = Math.max(stepMs, step.times().windowEnd());
        if (before == null && views.size() == 1) {
            return step(step.action(), now);
        }
        if (closed()) {
            return step(Action.CLOSE, now);
        }
        if (severity().compareTo(severityMax) > 0) {
            return step(Action.ESCALATE, now);
        }
        // That one of them sees it no more is told with the next step.
        news |= before == null || step.action() != Action.CLOSE && changed();
        // What a single segment tells has been weighed there.
        boolean tells = views.size() == 1 || now >= due() || now - stepMs >= life.updateEvery().toMillis();
        return tells ? step(Action.UPDATE, now) : null;
    }

    /** When there is something to tell though no segment says anything; {@link Long#MAX_VALUE}: never. */
    public long due() {
        return news ? stepMs + life.updateAtOnce().toMillis() : Long.MAX_VALUE;
    }

    /** Tells what is due. */
    public StormStep tellDue() {
        return step(Action.UPDATE, due());
    }

    /** No segment sees it any more. */
    public boolean closed() {
        return views.values().stream().noneMatch(SegmentView::open);
    }

    private boolean changed() {
        double rate = SegmentView.rate(views.values());
        return SegmentView.verdict(views.values(), cause).cause() != cause || rate >= 2 * stepRate
            || rate <= stepRate / 2;
    }

    private Severity severity() {
        boolean over = closed();
        return Collections.max(views.values().stream().filter(view -> over || view.open())
            .map(view -> view.newest().severity()).toList());
    }

    private StormStep step(Action action, long at) {
        sequence++;
        Collection<SegmentView> all = views.values();
        Severity severity = severity();
        severityMax = severity.compareTo(severityMax) > 0 ? severity : severityMax;
        Verdict verdict = SegmentView.verdict(all, cause);
        long total = SegmentView.total(all);
        StormStep last = SegmentView.lastClosed(all);
        StormStep step = new StormStep(new Identity(rule, alertId, sequence, dedupeKey, previousAlertId), action,
            action == Action.CLOSE ? last.closeReason() : null, severity, severityMax, verdict,
            SegmentView.heaviest(all).kind(), SegmentView.place(all, scope),
            new Times(SegmentView.firstSeen(all), SegmentView.lastSeen(all), openedMs,
                action == Action.CLOSE ? last.times().closedAt() : -1, stepMs, at),
            new StormStep.Volume(total - stepTotal, total, (total - stepTotal) * 1000.0 / Math.max(1, at - stepMs),
                peak), SegmentView.usual(all), SegmentView.parties(all), SegmentView.quality(all));
        stepMs = at;
        stepTotal = total;
        stepRate = SegmentView.rate(all);
        cause = verdict.cause();
        news = false;
        return step;
    }

    /** All but what the segments say. */
    public byte[] toBytes() {
        StateOutput out = new StateOutput();
        out.number(VERSION);
        out.word(rule);
        out.text(alertId);
        out.text(dedupeKey);
        out.text(previousAlertId);
        out.word(scope.kind());
        out.text(scope.value());
        out.number(openedMs);
        out.number(sequence);
        out.word(severityMax);
        out.word(cause);
        out.real(peak);
        out.number(stepMs);
        out.number(stepTotal);
        out.real(stepRate);
        out.flag(news);
        return out.toBytes();
    }

    /** What one segment says. */
    public byte[] toBytes(String segment) {
        return views.get(segment).toBytes();
    }

    /** As {@link #toBytes()} left it, but for the segments, which {@link #restoreSegment} brings. */
    public static JoinedAlert restore(byte[] bytes, StormPolicy.Life life) {
        StateInput in = new StateInput(bytes);
        in.requireVersion("joined alert", VERSION);
        JoinedAlert alert = new JoinedAlert(life);
        alert.rule = in.word(StormRule.values());
        alert.alertId = in.text();
        alert.dedupeKey = in.text();
        alert.previousAlertId = in.text();
        alert.scope = new Scope(in.word(ScopeKind.values()), in.text());
        alert.openedMs = in.number();
        alert.sequence = in.integer();
        alert.severityMax = in.word(Severity.values());
        alert.cause = in.word(Cause.values());
        alert.peak = in.real();
        alert.stepMs = in.number();
        alert.stepTotal = in.number();
        alert.stepRate = in.real();
        alert.news = in.flag();
        return alert;
    }

    /** Brings back what {@link #toBytes(String)} told of a segment. */
    public void restoreSegment(byte[] bytes) {
        SegmentView view = SegmentView.of(bytes);
        views.put(view.newest().segment(), view);
    }

    /** Segments that see or saw it. */
    public Collection<String> segments() {
        return Collections.unmodifiableCollection(views.keySet());
    }
}
