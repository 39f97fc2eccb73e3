package io.tidewatch.processors.query.guard;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.config.TlsFiles;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the API is, and whom it trusts among the other instances. The files are read again when they hold something else,
 * so that a certificate is renewed without a restart; connections that are open go on.
 */
public final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final String OWNER = "the API";

    private final TlsFiles files;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private volatile SSLContext context;
    private String fingerprint;
    private String refused = "";

    /** @throws OperatorError when the files do not hold what they should */
    public ServerTls(TlsFiles files) {
        this.files = files;
        fingerprint = fingerprint();
        context = files.context(OWNER);
        factory.setSslContext(context);
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    }

    /** For connections to others; another object whenever the files hold something else. */
    public SSLContext context() {
        return context;
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /** Takes what the files hold now; what can't be used is told once, and all stays as it was. */
    void look() {
        try {
            String now = fingerprint();
            if (now.equals(fingerprint)) {
                return;
            }
            SSLContext renewed = files.context(OWNER);
            factory.reload(each -> each.setSslContext(renewed));
            context = renewed;
            fingerprint = now;
            refused = "";
            LOG.info("the certificates of the API are read anew from {}", files.keystore());
        } catch (OperatorError e) {
            keep(e.getMessage());
        } catch (Exception e) {
            // What reload declares.
            keep(e.toString());
        }
    }

    private void keep(String why) {
        if (!why.equals(refused)) {
            LOG.warn("the certificates of the API stay as they were: {}", why);
        }
        refused = why;
    }

    private String fingerprint() {
        try {
            return files.fingerprint();
        } catch (IOException e) {
            throw OperatorError.failed("The TLS files of the API can't be read", e.toString(),
                "Check the paths under api.tls. and their permissions", e);
        }
    }
}
