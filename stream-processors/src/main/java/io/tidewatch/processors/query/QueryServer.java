package io.tidewatch.processors.query;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.util.ConcurrencyUtil;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import io.tidewatch.processors.query.guard.Guard;
import io.tidewatch.schemas.OperatorError;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: every resource on one page. Starts before the state is ready and says so until it is. */
public final class QueryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);
    static final String PROBLEM_JSON = "application/problem+json";
    private static final int FEWEST_THREADS = 4;

    private final ApiSettings settings;
    private final StreamEndpoint stream;
    private final Gate gate;
    private final Guard guard;
    private final Javalin server;

    /**
     * What the server answers from.
     *
     * @param metrics gives the Prometheus text
     * @param answered is told the status of every answer
     */
    public record Sources(Application<MembershipAnswers> memberships, List<Application<AlertAnswers>> alerts,
                          SensorAnswers sensors, Health health, StreamSource stream,
                          Supplier<String> metrics, IntConsumer answered) {
    }

    /** Nothing listens yet. */
    public QueryServer(ApiSettings settings, Sources sources, Supplier<Instant> clock) {
        this.settings = settings;
        this.stream = new StreamEndpoint(sources.stream(), settings.streamClients(),
            settings.streamHeartbeat());
        this.gate = new Gate(settings);
        this.guard = new Guard(settings.tokens(), settings.tls(), settings.bounds(), Routes.STREAM::equals);
        this.server = Javalin.create(config -> configure(config, sources, clock));
    }

    private void configure(JavalinConfig config, Sources sources, Supplier<Instant> clock) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.addConnector((jetty, http) -> guard.connector(jetty, http, settings.host(), settings.port()));
        config.jetty.modifyServer(jetty -> jetty.setErrorHandler(new ServerErrors()));
        config.jetty.threadPool = ConcurrencyUtil.jettyThreadPool("tidewatch-api", FEWEST_THREADS, settings.threads(),
            false);
        config.routes.before(gate::check);
        config.routes.after(request -> sources.answered().accept(request.statusCode()));
        new Routes(sources, new Router(new Neighbours(settings)), stream, clock).all()
            .forEach(route -> route(config.routes, route));
        new ConsoleFiles().route(config.routes, gate::admitToConsole);
        failures(config.routes);
    }

    /** HEAD is the same question: Javalin alone would answer 200 to it without asking. */
    private void route(RoutesConfig routes, Route route) {
        Handler handler = request -> {
            if (!route.open()) {
                gate.admit(request);
            }
            route.answer().to(request, route);
        };
        routes.get(route.path(), handler);
        routes.head(route.path(), handler);
    }

    private void failures(RoutesConfig routes) {
        routes.exception(Problem.class, (problem, request) -> tell(request, problem));
        routes.exception(HttpResponseException.class, (error, request) -> tell(request, error.getStatus() == 404
            ? nothingThere(request) : Problem.of(error.getStatus(), "Error", "The request can't be answered.")));
        routes.exception(Exception.class, (error, request) -> {
            LOG.error("a request for {} failed", request.path(), error);
            tell(request, Problem.of(500, "Internal Server Error",
                "The question was fine, the answer failed; the log of the processors tells why."));
        });
    }

    /** Who may not ask is not told what there is. */
    private Problem nothingThere(Context request) {
        try {
            gate.admit(request);
            return Problem.notFound("There is no such resource; /api/v1/openapi.json lists them.");
        } catch (Problem refused) {
            return refused;
        }
    }

    private static void tell(Context request, Problem problem) {
        if (problem.retryAfterSeconds() > 0) {
            request.header("Retry-After", Integer.toString(problem.retryAfterSeconds()));
        }
        request.status(problem.status()).contentType(PROBLEM_JSON).result(Json.bytes(ProblemDetails.of(problem)));
    }

    /**
     * Begins to listen.
     *
     * @throws OperatorError when the address can't be bound
     */
    public void start() {
        try {
            server.start();
            guard.start();
        } catch (JavalinBindException e) {
            throw OperatorError.failed("The API can't listen on " + settings.host() + ':' + settings.port(),
                e.getMessage(), "Stop the process that does, or choose another port with api.port", e);
        } catch (JavalinException e) {
            throw OperatorError.failed("The API can't listen on " + settings.host() + ':' + settings.port(),
                String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
                "Check api.host and api.port", e);
        }
    }

    /** Clients of the stream of changes now. */
    public int streamClients() {
        return stream.clients();
    }

    /** What lets callers in. */
    public Guard guard() {
        return guard;
    }

    /** Where it listens, once started. */
    public URI address() {
        String host = settings.host().indexOf(':') >= 0 && !settings.host().startsWith("[")
            ? '[' + settings.host() + ']' : settings.host();
        return URI.create(settings.scheme() + "://" + host + ':' + server.port());
    }

    @Override
    public void close() {
        guard.close();
        stream.close();
        server.stop();
    }
}
