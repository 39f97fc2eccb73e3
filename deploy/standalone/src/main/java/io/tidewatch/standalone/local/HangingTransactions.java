package io.tidewatch.standalone.local;

import io.tidewatch.schemas.OperatorError;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.Utils;

/**
 * Ends what a kill can leave open for ever. A broker that is started again after a kill has no leaders for a moment,
 * and Kafka 4.3.1 takes a partition without leader for a deleted one: the coordinator notes a transaction as complete,
 * while some of its partitions never get the marker ("couldn't find leader endpoint ... can be skipped"). Nobody could
 * read behind it there, nor could a group fetch its offsets.
 *
 * <p>The coordinator knows how the transaction ended, as long as its producer has not come back. So this runs before
 * any part of ours connects, and writes the markers that are missing: commit or abort as the coordinator has it.
 */
final class HangingTransactions {
    private static final long LIMIT_SECONDS = 30;
    private static final long PAUSE_MS = 200;
    private static final String TRANSACTIONS = "__transaction_state";
    /** Since Kafka 4.0 a marker carries the epoch behind that of the records that it ends. */
    private static final short TRANSACTION_VERSION = 2;

    private final Admin admin;
    private final Ports ports;
    private final long startedAt;

    /**
     * Looks from outside.
     *
     * @param startedAt when the broker was ready, epoch milliseconds: what was written since is somebody's work
     */
    HangingTransactions(Admin admin, Ports ports, long startedAt) {
        this.admin = admin;
        this.ports = ports;
        this.startedAt = startedAt;
    }

    /** A transaction that is open on a partition. */
    private record Open(TopicPartition partition, ProducerState producer) {
    }

    /**
     * Ends them.
     *
     * @return partitions that got a marker
     * @throws OperatorError when one can't be ended
     */
    List<TopicPartition> end() {
        long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        List<TopicPartition> ended = new ArrayList<>();
        try {
            awaitCoordinators();
            while (true) {
                // In this order: what is open although its transaction was known as complete before will stay open.
                Map<Long, TransactionDescription> known = known();
                boolean unsettled = false;
                for (Open each : open()) {
                    TransactionDescription transaction = known.get(each.producer.producerId());
                    if (transaction != null && settling(transaction.state())) {
                        unsettled = true;
                    } else if (hangs(each, transaction)) {
                        boolean written = write(each, transaction);
                        if (written) {
                            ended.add(each.partition);
                        }
                        unsettled |= !written;
                    }
                }
                if (!unsettled || System.nanoTime() > giveUpAt) {
                    return ended;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } catch (ExecutionException | TimeoutException | IOException e) {
            throw failed(e);
        }
    }

    private static OperatorError failed(Exception cause) {
        return OperatorError.failed("What a kill left open in the embedded Kafka broker could not be ended",
            cause.toString(), "Start again; if that does not help, start with another --data-dir", cause);
    }

    /** The coordinator is still at it. */
    private static boolean settling(TransactionState state) {
        return state == TransactionState.PREPARE_COMMIT || state == TransactionState.PREPARE_ABORT
            || state == TransactionState.PREPARE_EPOCH_FENCE;
    }

    /** Open since before this start, and the coordinator will not end it. */
    private boolean hangs(Open open, TransactionDescription known) {
        return open.producer.lastTimestamp() < startedAt && (known == null
            || known.state() != TransactionState.ONGOING || !known.topicPartitions().contains(open.partition));
    }

    /** Committed only if the coordinator says so of this very transaction. */
    static TransactionResult result(int openEpoch, TransactionDescription known) {
        boolean same = known != null && (known.producerEpoch() == openEpoch || known.producerEpoch() == openEpoch + 1);
        return same && known.state() == TransactionState.COMPLETE_COMMIT ? TransactionResult.COMMIT
            : TransactionResult.ABORT;
    }

    private List<Open> open() throws InterruptedException, ExecutionException, TimeoutException {
        Collection<String> topics = get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        List<TopicPartition> partitions = get(admin.describeTopics(topics).allTopicNames()).values().stream()
            .flatMap(topic -> topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition())))
            .collect(Collectors.toList());
        List<Open> open = new ArrayList<>();
        get(admin.describeProducers(partitions).all()).forEach((partition, state) -> {
            for (ProducerState producer : state.activeProducers()) {
                if (producer.currentTransactionStartOffset().isPresent()) {
                    open.add(new Open(partition, producer));
                }
            }
        });
        return open;
    }

    /**
     * Waits until the coordinators have read their logs. Before, they know of no transaction and say so; asked about
     * one by its id, here one that no producer has, each answers only when it knows.
     */
    private void awaitCoordinators() throws InterruptedException, ExecutionException, TimeoutException {
        if (!get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names()).contains(TRANSACTIONS)) {
            return;
        }
        int coordinators = get(admin.describeTopics(List.of(TRANSACTIONS)).allTopicNames()).get(TRANSACTIONS)
            .partitions().size();
        Set<Integer> asked = new HashSet<>();
        for (int i = 0; asked.size() < coordinators; i++) {
            String id = "nobody-" + i;
            if (asked.add(Utils.abs(id.hashCode()) % coordinators)) {
                try {
                    get(admin.describeTransactions(List.of(id)).all());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
                        throw e;
                    }
                }
            }
        }
    }

    private Map<Long, TransactionDescription> known() throws InterruptedException, ExecutionException,
            TimeoutException {
        List<String> ids = get(admin.listTransactions().all()).stream().map(TransactionListing::transactionalId)
            .toList();
        Map<Long, TransactionDescription> known = new HashMap<>();
        get(admin.describeTransactions(ids).all()).values().forEach(each -> known.put(each.producerId(), each));
        return known;
    }

    /** What a broker that has just started tells. */
    static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * What the coordinator would have sent. Kafka's admin client can only abort, and with an epoch that is refused.
     * False when the coordinator has sent something itself meanwhile.
     */
    private boolean write(Open open, TransactionDescription known) throws IOException {
        ProducerState producer = open.producer;
        TxnMarkerEntry marker = new TxnMarkerEntry(producer.producerId(), (short) (producer.producerEpoch() + 1),
            Math.max(0, producer.coordinatorEpoch().orElse(0)), result(producer.producerEpoch(), known),
            List.of(open.partition), TRANSACTION_VERSION);
        short version = ApiKeys.WRITE_TXN_MARKERS.latestVersion();
        RequestHeader header = new RequestHeader(ApiKeys.WRITE_TXN_MARKERS, version, "tidewatch-repair", 1);
        ByteBuffer request = new WriteTxnMarkersRequest.Builder(List.of(marker)).build(version)
            .serializeWithHeader(header);
        try (Socket socket = new Socket(Ports.HOST, ports.broker())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(request.remaining());
            out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] response = new byte[in.readInt()];
            in.readFully(response);
            WriteTxnMarkersResponse answer = (WriteTxnMarkersResponse) AbstractResponse.parseResponse(
                ByteBuffer.wrap(response), header);
            Errors error = answer.errorsByProducerId().get(producer.producerId()).get(open.partition);
            if (error == Errors.TRANSACTION_COORDINATOR_FENCED || error == Errors.INVALID_PRODUCER_EPOCH) {
                // The coordinator was at it after all: what is open now is looked at again.
                return false;
            }
            if (error != Errors.NONE) {
                throw new IOException(open.partition + " refuses its marker: " + error);
            }
            return true;
        }
    }
}
