package io.tidewatch.processors;

import io.tidewatch.schemas.OperatorError;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many copies of the state there are. In the streams protocol the group says so, not its members: the setting of
 * the group at the broker is brought in line with ours before the start.
 */
final class Standbys {
    private static final Logger LOG = LoggerFactory.getLogger(Standbys.class);
    private static final String SETTING = "streams.num.standby.replicas";

    private Standbys() {
    }

    /** @throws OperatorError when the broker refuses */
    static void require(ProcessorsConfig config, List<String> groups) {
        if (!config.groupProtocol().equals("streams")) {
            return;
        }
        String wanted = Integer.toString(config.standbyReplicas());
        List<ConfigResource> resources = groups.stream()
            .map(group -> new ConfigResource(ConfigResource.Type.GROUP, group)).toList();
        long limit = config.startTimeout().toMillis();
        try (Admin admin = Admin.create(config.clientSettings())) {
            Map<ConfigResource, Config> now = admin.describeConfigs(resources).all().get(limit, TimeUnit.MILLISECONDS);
            Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
            for (ConfigResource group : resources) {
                ConfigEntry entry = now.get(group).get(SETTING);
                if (entry == null || !wanted.equals(entry.value())) {
                    changes.put(group, List.of(new AlterConfigOp(new ConfigEntry(SETTING, wanted),
                        AlterConfigOp.OpType.SET)));
                }
            }
            if (!changes.isEmpty()) {
                admin.incrementalAlterConfigs(changes).all().get(limit, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException && config.standbyReplicas() == 0) {
                LOG.info("the groups keep as many standby replicas as they have: {}", e.getCause().getMessage());
                return;
            }
            throw refused(wanted, e.getCause());
        } catch (TimeoutException e) {
            throw refused(wanted, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(wanted, e);
        }
    }

    private static OperatorError refused(String wanted, Throwable cause) {
        return OperatorError.failed("Kafka does not take " + wanted + " standby replicas for the groups of the "
            + "processors", String.valueOf(cause), "Allow them to describe and alter the configuration of these "
            + "groups, or set standby.replicas to what " + SETTING + " of the groups says", cause);
    }
}
