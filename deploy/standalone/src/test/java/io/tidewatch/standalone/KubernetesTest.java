package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicSpec;
import io.tidewatch.capture.AgentConfig;
import io.tidewatch.processors.ProcessorsConfig;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.config.Settings;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The manifests fit to each other, to what Kubernetes takes, and to what the processes take. */
class KubernetesTest {
    private Manifests manifests;
    private PodSpec agent;
    private StatefulSet processors;

    @BeforeEach
    void read() throws IOException {
        manifests = new Manifests("base");
        agent = manifests.all(DaemonSet.class).get("tidewatch-agent").getSpec().getTemplate().getSpec();
        processors = manifests.all(StatefulSet.class).get("tidewatch-processors");
    }

    private PodSpec processorsPod() {
        return processors.getSpec().getTemplate().getSpec();
    }

    @Test
    void theProcessesTakeTheirSettings() throws IOException {
        AgentConfig.of(given(AgentConfig.definition(), "agent.properties", agent));
        ProcessorsConfig.of(given(ProcessorsConfig.definition(), "processors.properties", processorsPod()));
    }

    /** From the file that is mounted and the variables of the container, with a value where Kubernetes puts one. */
    private static Map<String, String> given(ConfigDef definition, String file, PodSpec pod) throws IOException {
        Container container = pod.getContainers().get(0);
        Map<String, String> variables = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            variables.put(variable.getName(), variable.getValue() == null ? "x"
                : variable.getValue().replaceAll("\\$\\([A-Z_]+\\)", "x"));
        }
        Set<String> settings = variables.keySet().stream().filter(name -> name.startsWith(Settings.ENVIRONMENT_PREFIX))
            .collect(Collectors.toSet());
        assertThat(Settings.environmentNames(List.of(definition))).containsAll(settings);
        assertThat(container.getArgs()).containsExactly("--config", "/etc/tidewatch/settings/" + file);
        return Settings.merge(definition, null, variables, Manifests.settings(file));
    }

    @Test
    void onlyTheAgentMayDoMoreThanAnyProgram() {
        assertThat(agent.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(processorsPod().getSecurityContext().getRunAsNonRoot()).isTrue();
        for (PodSpec pod : List.of(agent, processorsPod())) {
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            SecurityContext security = pod.getContainers().get(0).getSecurityContext();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getPrivileged()).isNull();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd())
                .isEqualTo(pod == agent ? List.of("NET_RAW") : List.of());
            assertThat(security.getAllowPrivilegeEscalation()).isEqualTo(pod == agent);
        }
    }

    @Test
    void whatIsMountedIsThere() {
        for (PodSpec pod : List.of(agent, processorsPod())) {
            Map<String, Volume> volumes = pod.getVolumes().stream().collect(Collectors.toMap(Volume::getName,
                volume -> volume));
            Set<String> named = new HashSet<>(volumes.keySet());
            if (pod != agent) {
                processors.getSpec().getVolumeClaimTemplates().forEach(claim -> named.add(claim.getMetadata()
                    .getName()));
            }
            for (Container container : pod.getContainers()) {
                List<VolumeMount> mounts = container.getVolumeMounts();
                assertThat(mounts).extracting(VolumeMount::getName).containsExactlyInAnyOrderElementsOf(named);
                // A mount below another that can't be written has no place to be.
                assertThat(mounts).noneMatch(mount -> mounts.stream().anyMatch(other -> mount.getMountPath()
                    .startsWith(other.getMountPath() + '/')));
            }
            String settings = volumes.get("settings").getConfigMap().getName();
            String file = pod.getContainers().get(0).getArgs().get(1).replaceAll(".*/", "");
            assertThat(manifests.configMaps()).containsEntry(settings, List.of(file));
            assertThat(manifests.all(ServiceAccount.class)).containsKey(pod.getServiceAccountName());
        }
    }

    @Test
    void filesOfTheSettingsLieInWhatIsMounted() throws IOException {
        Map<String, PodSpec> pods = Map.of("agent.properties", agent, "processors.properties", processorsPod());
        for (Map.Entry<String, PodSpec> pod : pods.entrySet()) {
            List<String> mounts = pod.getValue().getContainers().get(0).getVolumeMounts().stream()
                .map(VolumeMount::getMountPath).toList();
            Manifests.settings(pod.getKey()).values().stream().filter(value -> value.startsWith("/")).forEach(path ->
                assertThat(mounts).as(path).anyMatch(mount -> path.equals(mount) || path.startsWith(mount + '/')));
        }
    }

    @Test
    void portsAndProbesAreThoseOfTheProcesses() throws IOException {
        Map<String, String> settings = Manifests.settings("processors.properties");
        int api = Integer.parseInt(settings.getOrDefault(ProcessorsConfig.API_PORT, ProcessorsConfig.definition()
            .defaultValues().get(ProcessorsConfig.API_PORT).toString()));
        probes(processorsPod(), api, "HTTPS", Set.of("/livez", "/readyz"));
        int metrics = Integer.parseInt(Manifests.settings("agent.properties").get(AgentConfig.METRICS_LISTEN)
            .replaceAll(".*:", ""));
        probes(agent, metrics, null, Set.of("/metrics"));
        assertThat(manifests.all(Service.class).values()).hasSize(2).allSatisfy(service -> {
            assertThat(service.getSpec().getSelector()).isEqualTo(processors.getSpec().getSelector().getMatchLabels());
            assertThat(service.getSpec().getPorts().get(0).getTargetPort().getStrVal()).isEqualTo("api");
        });
        assertThat(processors.getSpec().getServiceName()).isIn(manifests.all(Service.class).keySet());
        assertThat(manifests.all(NetworkPolicy.class).get("tidewatch-processors").getSpec().getIngress().get(0)
            .getPorts().get(0).getPort().getIntVal()).isEqualTo(api);
        assertThat(manifests.all(PodDisruptionBudget.class).get("tidewatch-processors").getSpec().getSelector())
            .isEqualTo(processors.getSpec().getSelector());
    }

    /** A field that Strimzi does not know would be an error here, and one that it does not heed there. */
    @Test
    void topicsAreWhatStrimziTakes() throws IOException {
        Map<String, KafkaTopic> topics = new Manifests("topics").all(KafkaTopic.class);
        List<Topic<?>> catalogue = new Topics(Topics.DEFAULT_PREFIX).all();
        assertThat(topics.keySet()).containsExactlyInAnyOrderElementsOf(catalogue.stream().map(Topic::name).toList());
        for (Topic<?> topic : catalogue) {
            KafkaTopicSpec spec = topics.get(topic.name()).getSpec();
            assertThat(spec.getPartitions()).isPositive();
            assertThat(spec.getReplicas()).isEqualTo(3);
            assertThat(spec.getConfig()).hasSameSizeAs(topic.settings()).allSatisfy((key, value) ->
                assertThat(value).hasToString(topic.settings().get(key)));
        }
    }

    private static void probes(PodSpec pod, int port, String scheme, Set<String> paths) {
        Container container = pod.getContainers().get(0);
        assertThat(container.getPorts()).singleElement().satisfies(each ->
            assertThat(each.getContainerPort()).isEqualTo(port));
        Set<String> asked = new HashSet<>();
        for (Probe probe : Arrays.asList(container.getStartupProbe(), container.getLivenessProbe(),
                container.getReadinessProbe())) {
            if (probe != null) {
                assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo(container.getPorts().get(0).getName());
                assertThat(probe.getHttpGet().getScheme()).isEqualTo(scheme);
                asked.add(probe.getHttpGet().getPath());
            }
        }
        assertThat(asked).isEqualTo(paths);
    }
}
