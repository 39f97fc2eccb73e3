package io.tidewatch.processors.query;

import static io.tidewatch.processors.query.Param.ASK;
import static io.tidewatch.processors.query.Param.AS_OF;
import static io.tidewatch.processors.query.Param.FAMILY;
import static io.tidewatch.processors.query.Param.FROM;
import static io.tidewatch.processors.query.Param.GROUP;
import static io.tidewatch.processors.query.Param.HOST;
import static io.tidewatch.processors.query.Param.LAST_EVENT_ID;
import static io.tidewatch.processors.query.Param.MEMBER;
import static io.tidewatch.processors.query.Param.MODE;
import static io.tidewatch.processors.query.Param.PAGING;
import static io.tidewatch.processors.query.Param.SEGMENT;
import static io.tidewatch.processors.query.Param.SENSOR;
import static io.tidewatch.processors.query.Param.SINCE;
import static io.tidewatch.processors.query.Param.SIZE;
import static io.tidewatch.processors.query.Param.SOURCE;
import static io.tidewatch.processors.query.Param.STATUS;
import static io.tidewatch.processors.query.Param.TO;

import io.tidewatch.processors.query.Application.Part;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.MembershipWindow;
import io.tidewatch.schemas.QuerierState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every resource of the API on one page. The description of the API is made from it. */
final class Routes {
    static final String API = "/api/v1";
    static final String STREAM = API + "/stream";
    private static final Comparator<String> ASCENDING = Comparator.naturalOrder();
    private static final Comparator<String> DESCENDING = Comparator.reverseOrder();

    private final Router router;
    private final Supplier<Instant> clock;
    private final List<Route> all = new ArrayList<>();

    Routes(QueryServer.Sources sources, Router router, StreamEndpoint stream, Supplier<Instant> clock) {
        this.router = router;
        this.clock = clock;
        memberships(sources.memberships());
        alerts(sources.alerts());
        SensorEndpoint sensors = new SensorEndpoint(sources.sensors(), clock);
        all.add(new Route(API + "/sensors", "The newest status of each capture interface.", PAGING,
            Shape.list(SensorStatus.class), ASCENDING, (Route.Told) (question, route) -> new Answered.Here(Json.object(
                sensors.sensors(Parameters.of(question, route.parameters()), new Scope(List.of()))))));
        all.add(new Route(API + "/answers", "Up to four questions in one request, each answered as by itself.",
            List.of(ASK), Shape.object(Answers.class), null, new AnswersEndpoint(all)::answer));
        all.add(new Route(STREAM, "Changes of memberships and steps of alerts as they are committed, as "
            + "server-sent events.", List.of(SEGMENT, FAMILY, GROUP, HOST, LAST_EVENT_ID),
            Shape.of(Shape.Kind.EVENTS), null, stream::stream));
        all.add(new Route(API + "/openapi.json", "This API, as an OpenAPI 3.1 description.", List.of(),
            Shape.of(Shape.Kind.DESCRIPTION), null, (request, route) -> {
                Parameters.of(Question.of(request), route.parameters());
                request.contentType(Rendering.JSON).result(Json.bytes(OpenApi.of(all)));
            }));
        HealthEndpoint health = new HealthEndpoint(sources.health());
        object("/livez", "Whether everything runs or may run again by itself: 200, else 503.", health::live);
        object("/readyz", "Whether everything does its work: 200, else 503.", health::ready);
        all.add(new Route("/metrics", "Everything measured, in the Prometheus text format.", List.of(),
            Shape.of(Shape.Kind.TEXT), null, (request, route) -> request
                .contentType("text/plain; version=0.0.4; charset=utf-8").result(sources.metrics().get())));
    }

    List<Route> all() {
        return all;
    }

    private void memberships(Application<MembershipAnswers> application) {
        Function<Function<Endpoints, Resource>, Part> of = choice -> application.part(state ->
            choice.apply(new Endpoints(new MembershipEndpoint(state, clock), new WindowEndpoint(state, clock),
                new HistoryEndpoint(state, clock))));
        String segment = API + "/segments/{segment}";
        String group = segment + "/groups/{group}";
        everywhere(API + "/segments", "Segments with their groups, watermark, coverage and sensors.", PAGING,
            Shape.list(SegmentSummary.class), List.of(of.apply(each -> each.memberships()::segments)));
        everywhere(API + "/groups", "Groups of all segments, segment by segment.",
            with(SEGMENT, AS_OF, FAMILY, GROUP, SOURCE, MEMBER, MODE, SINCE), Shape.list(MembershipState.class)
                .around(SegmentStandings.class), List.of(of.apply(each -> each.memberships()::groupsOfAll)));
        list(segment + "/groups", "Groups as a router on the segment would hold them.",
            with(AS_OF, FAMILY, GROUP, SOURCE, MEMBER, MODE, SINCE), Shape.list(MembershipState.class),
            of.apply(each -> each.memberships()::groups));
        one(group, "One group.", List.of(AS_OF), Shape.object(MembershipState.class, Standing.class,
            Freshness.class), of.apply(each -> each.memberships()::group));
        list(group + "/members", "The hosts in a group and what each last said.",
            with(AS_OF, HOST, SOURCE, MODE, SINCE), Shape.list(MemberState.class),
            of.apply(each -> each.memberships()::members));
        list(group + "/history", "Who was in a group, from when to when, and what ended it.",
            with(FROM, TO, HOST, SOURCE, MODE), Shape.list(Stay.class), of.apply(each -> each.memberships()::history));
        list(group + "/windows", "Statistics of a group by minute or hour. Default: the newest windows.",
            with(FROM, TO, SIZE), Shape.list(MembershipWindow.class, Tracked.class),
            of.apply(each -> each.windows()::windows));
        list(segment + "/windows",
            "Joins, leaves and expiries on a segment by minute or hour. Default: the newest windows.",
            with(FROM, TO, SIZE), Shape.list(SegmentWindow.class), of.apply(each -> each.history()::windows));
        one(segment + "/querier", "Who queries a segment, for IGMP and MLD, with which timers.", List.of(),
            Shape.object(QuerierState.class, Standing.class, Freshness.class),
            of.apply(each -> each.memberships()::querier));
        everywhere(API + "/windows",
            "Joins, leaves and expiries on each segment by minute or hour. Default: the newest 24.",
            with(SEGMENT, FROM, TO, SIZE), Shape.list(SegmentWindow.class).around(SegmentStandings.class),
            List.of(of.apply(each -> each.history()::windowsOfAll)));
        everywhere(API + "/coverage", "What the sensors could see of each segment, from when to when.",
            with(SEGMENT, SENSOR, FROM, TO), Shape.list(CoverageSpan.class).around(SegmentStandings.class),
            List.of(of.apply(each -> each.history()::coverage)));
        everywhere(API + "/queriers", "Who queries each segment on which a query was heard.", PAGING,
            Shape.list(QuerierState.class).around(SegmentStandings.class),
            List.of(of.apply(each -> each.memberships()::queriers)));
        everywhere(API + "/hosts/{address}",
            "The groups that a host was in, on all segments, by its address or MAC address.",
            with(AS_OF, FROM, TO, SEGMENT, FAMILY, GROUP, SOURCE, MODE), Shape.list(Stay.class)
                .around(SegmentStandings.class), List.of(of.apply(each -> each.memberships()::host)));
    }

    private record Endpoints(MembershipEndpoint memberships, WindowEndpoint windows, HistoryEndpoint history) {
    }

    private void alerts(List<Application<AlertAnswers>> applications) {
        List<Part> list = applications.stream().map(each -> each.part(state ->
            new AlertEndpoint(state, clock)::alerts)).toList();
        List<Part> one = applications.stream().map(each -> each.part(state ->
            new AlertEndpoint(state, clock)::alert)).toList();
        all.add(new Route(API + "/alerts", "The newest step of each alert, newest alert first.",
            with(STATUS, SEGMENT, FROM, TO), Shape.list(Alert.class).around(Freshness.class), DESCENDING,
            (Route.Told) (question, route) -> router.everywhere(question, route, list)));
        all.add(new Route(API + "/alerts/{id}", "One alert and its steps.", List.of(), Shape.object(Alert.class,
            AlertSteps.class, Freshness.class), null,
            (Route.Told) (question, route) -> router.somewhere(question, route, one)));
    }

    private static List<Param> with(Param... more) {
        return Stream.concat(Stream.of(more), PAGING.stream()).toList();
    }

    private void everywhere(String path, String about, List<Param> parameters, Shape shape, List<Part> of) {
        all.add(new Route(path, about, parameters, shape.around(with(shape, Freshness.class)), ASCENDING,
            (Route.Told) (question, route) -> router.everywhere(question, route, of)));
    }

    private void list(String path, String about, List<Param> parameters, Shape shape, Part part) {
        all.add(new Route(path, about, parameters, shape.around(Freshness.class), ASCENDING,
            (Route.Told) (question, route) -> router.segment(question, route, part)));
    }

    private static Class<?>[] with(Shape shape, Class<?> more) {
        return Stream.concat(shape.around().stream(), Stream.of(more)).toArray(Class<?>[]::new);
    }

    private void one(String path, String about, List<Param> parameters, Shape shape, Part part) {
        all.add(new Route(path, about, parameters, shape, null,
            (Route.Told) (question, route) -> router.segment(question, route, part)));
    }

    private void object(String path, String about, Route.Answer answer) {
        all.add(new Route(path, about, List.of(), Shape.object(HealthEndpoint.Verdict.class), null, answer));
    }
}
