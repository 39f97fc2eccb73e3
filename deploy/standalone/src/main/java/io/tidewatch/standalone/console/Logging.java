package io.tidewatch.standalone.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Log lines: to standard error what a person must know, to a file what helps to find a fault. Loaded by logback at the
 * first log line of the process, so a command that logs nothing does not pay for it.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final String OWN = "io.tidewatch";
    private static final String KAFKA = "org.apache.kafka";
    private static final String BROKER = "kafka.";
    private static final String REGISTRY = "io.confluent";
    private static final String FILE_SIZE = "10MB";
    private static final int OLD_FILES = 3;

    /** Each client of Kafka logs a hundred settings at its start. */
    private static final List<String> SETTINGS_DUMPS = List.of("org.apache.kafka.clients.admin.AdminClientConfig",
        "org.apache.kafka.clients.consumer.ConsumerConfig", "org.apache.kafka.clients.producer.ProducerConfig",
        "org.apache.kafka.streams.StreamsConfig", "org.apache.kafka.streams.StreamsConfig$InternalStreamsConfig",
        "kafka.server.KafkaConfig", "org.apache.kafka.server.config.AbstractKafkaConfig",
        "org.apache.kafka.common.config.AbstractConfig");

    private static volatile boolean verbose;

    /** Shows our DEBUG and others' INFO on standard error, with stack traces. Before the first log line. */
    public static void verbose(boolean wanted) {
        verbose = wanted;
    }

    /** Writes everything from INFO on to a file as well, from now on; it is rolled at 10 MB, three old ones stay. */
    public static void toFile(Path file) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(file.toString());
        FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(appender);
        names.setFileNamePattern(file + ".%i");
        names.setMinIndex(1);
        names.setMaxIndex(OLD_FILES);
        names.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf(FILE_SIZE));
        size.start();
        appender.setRollingPolicy(names);
        appender.setTriggeringPolicy(size);
        start(context, appender, "%d %-5level [%thread] %logger: %msg%n");
        root(context).addAppender(appender);
        root(context).setLevel(verbose ? Level.DEBUG : Level.INFO);
        SETTINGS_DUMPS.forEach(logger -> context.getLogger(logger).setLevel(Level.WARN));
        if (verbose) {
            context.getLogger(KAFKA).setLevel(Level.INFO);
            context.getLogger("kafka").setLevel(Level.INFO);
            context.getLogger("org.eclipse.jetty").setLevel(Level.INFO);
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        appender.addFilter(new ForPeople());
        start(context, appender, verbose ? "%d{HH:mm:ss.SSS} %-5level %logger{20}: %msg%n"
            : "%d{HH:mm:ss} %-5level %logger{0}: %msg%n%nopex");
        root(context).addAppender(appender);
        root(context).setLevel(verbose ? Level.DEBUG : Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void start(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }

    private static ch.qos.logback.classic.Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /**
     * Our warnings, and the errors of libraries. Kafka and the registry's client log as errors what they then recover
     * from or throw, so nothing of that reaches a person who did not ask.
     */
    private static final class ForPeople extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getLevel().isGreaterOrEqual(threshold(event.getLoggerName())) ? FilterReply.NEUTRAL
                : FilterReply.DENY;
        }

        private static Level threshold(String logger) {
            if (logger.startsWith(OWN)) {
                return verbose ? Level.DEBUG : Level.WARN;
            }
            if (logger.startsWith(KAFKA) || logger.startsWith(BROKER) || logger.startsWith(REGISTRY)) {
                return verbose ? Level.WARN : Level.OFF;
            }
            return verbose ? Level.INFO : Level.ERROR;
        }
    }
}
