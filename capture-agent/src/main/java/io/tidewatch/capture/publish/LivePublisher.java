package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.spool.Books;
import io.tidewatch.capture.spool.Moment;
import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.capture.spool.SpoolSettings;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the records of all live interfaces of an agent, each once where that can be told, in their order, through
 * outages of broker and registry: {@link Sender} says how. One thread sends and spools, another looks for the broker;
 * interfaces hand over on threads of their own.
 */
public final class LivePublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LivePublisher.class);
    private static final long INBOX_BYTES = 8L << 20;
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(10);

    private final Topics topics;
    private final ValueEncoder encoder;
    private final Inbox inbox = new Inbox(INBOX_BYTES);
    private final ExecutorService looks = Executors.newSingleThreadExecutor(work -> daemon(work, "look-for-kafka"));
    private final Sender sender;
    private final Thread thread;
    private final CountDownLatch looked = new CountDownLatch(1);
    private volatile boolean closing;

    LivePublisher(Topics topics, SpoolSettings settings, Connector connector) {
        this.topics = topics;
        this.encoder = new ValueEncoder(topics);
        this.sender = new Sender(topics, settings, encoder, connector, looks);
        this.thread = daemon(this::run, "publish");
    }

    /**
     * A publisher to Kafka that has not begun.
     *
     * @param registry should not be patient: whoever wants a link asks again
     * @param patience how long the broker may take to answer
     */
    public static LivePublisher of(ClientSettings kafka, Topics topics, RegistryAccess registry, Duration patience,
                                   SpoolSettings settings) {
        Preflight preflight = new Preflight(kafka, topics, AgentPermissions.live(topics), patience);
        return new LivePublisher(topics, settings, new KafkaConnector(kafka, preflight, registry));
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Opens the spool and begins to look for the broker; records are taken from now on. */
    public void start() {
        sender.open(Moment.now());
        thread.start();
    }

    /**
     * Waits until it is known whether the broker is there. When it is not, that is logged and goes on.
     *
     * @throws OperatorError when the broker is there and would not take records: only a person can change that
     */
    public void awaitFirstLook() {
        try {
            looked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        NoLinkException answer = sender.firstAnswer();
        if (answer != null && answer.refused()) {
            throw answer.told();
        }
    }

    /** A way in for one source; closing it closes nothing else. */
    public Publisher entrance() {
        return new Entrance();
    }

    /** How it stands, as of half a second ago at most; on any thread. */
    public PublishReport report() {
        return sender.report();
    }

    private final class Entrance implements Publisher {
        private Delivery registered;

        @Override
        public void publish(PacketEvent event, long sequence, Delivery books) {
            try {
                Parcel parcel = encoder.parcel(event, books.origin(), sequence);
                if (registered != books) {
                    sender.register(books);
                    registered = books;
                }
                if (!inbox.put(parcel)) {
                    sender.lost(Receipt.of(topics, event, sequence), books, new LostException(Books.Loss.ENDED));
                }
            } catch (SerializationException e) {
                sender.lost(Receipt.of(topics, event, sequence), books, e);
            }
        }

        @Override
        public void checkpoint(Supplier<List<SensorStatus>> statuses) {
            sender.tell(statuses.get());
            inbox.wake();
        }

        @Override
        public void close() {
            // The publisher goes on for the other sources, and is closed behind the last.
        }
    }

    private void run() {
        try {
            while (!closing) {
                step(inbox.take(STEP));
            }
            finish();
        } catch (InterruptedException e) {
            LOG.error("publishing was interrupted; what was in memory is lost");
        } catch (RuntimeException e) {
            LOG.error("publishing ended by a defect of Tidewatch, please report it: what is captured from now on is "
                + "lost and counted", e);
        } finally {
            inbox.close();
            looked.countDown();
        }
    }

    private void step(List<Parcel> arrived) {
        sender.step(arrived, Moment.now());
        if (sender.looked() && looked.getCount() > 0) {
            looked.countDown();
        }
    }

    private void finish() throws InterruptedException {
        long giveUpAt = System.nanoTime() + LAST_WORDS;
        inbox.close();
        do {
            step(inbox.take(0));
            TimeUnit.NANOSECONDS.sleep(STEP / 2);
        } while (sender.unfinished(Moment.now()) && System.nanoTime() - giveUpAt < 0);
        sender.end(Moment.now());
    }

    /** Publishes what was handed over, within bounds; what the broker does not take goes to the spool. */
    @Override
    public void close() {
        closing = true;
        inbox.wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        looks.shutdownNow();
    }
}
