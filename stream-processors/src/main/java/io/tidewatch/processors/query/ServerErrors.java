package io.tidewatch.processors.query;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is told of a request that the server itself refuses, before any resource is looked for: as all problems are. */
final class ServerErrors extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(Request request, Response response, int status, String message, Throwable cause,
                                    Callback callback) {
        HttpFields.Mutable headers = response.getHeaders();
        Gate.HEADERS.forEach(headers::put);
        headers.put(HttpHeader.CONTENT_TYPE, QueryServer.PROBLEM_JSON);
        // The server's own words for why are left out: they hold parts of the request.
        response.write(true, ByteBuffer.wrap(Json.bytes(ProblemDetails.of(Problem.of(status,
            HttpStatus.getMessage(status), "The request is not one that the server can read.")))), callback);
    }
}
