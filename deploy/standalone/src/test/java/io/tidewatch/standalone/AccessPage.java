package io.tidewatch.standalone;

import io.tidewatch.capture.publish.AgentPermissions;
import io.tidewatch.processors.ProcessorPermissions;
import io.tidewatch.processors.siem.sink.SinkProcess;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permissions;
import io.tidewatch.standalone.setup.TopicSetup;

/** What Kafka must allow each process, as lines for a shell. */
final class AccessPage {
    private static final String HEAD = """
        # What Kafka must allow

        Made from the code by `OperationsTest`, which also tells when it is not what the code says. `SecuredClusterIT`
        runs everything with these ACLs and no others, and shows that none is too many.

        For a cluster with `allow.everyone.if.no.acl.found=false`. Whoever may read, write or delete a topic may
        describe it, so nothing here asks for that. With another `topic.prefix` or `application.id.prefix` the names
        begin with that. A user of TLS certificates is called after them: `User:CN=agent`.

        ```
        acl() {
          kafka-acls --bootstrap-server k1:9092 --command-config admin.properties --add --allow-principal "$@"
        }
        ```
        """;

    private AccessPage() {
    }

    /** The page. */
    static String text(Topics topics) {
        StringBuilder page = new StringBuilder(HEAD);
        section(page, "`topics create`, `topics check`", "", "setup", TopicSetup.permissions(topics));
        section(page, "`capture`, live", "Where it may also see the settings of these topics (DescribeConfigs) it "
            + "knows what is too large for them before it sends it.", "agent", AgentPermissions.live(topics));
        section(page, "`capture`, of recordings", "All of this instead of that.", "replay",
            AgentPermissions.replay(topics));
        section(page, "`process`", "With `standby.replicas` other than 0 also DescribeConfigs and AlterConfigs on both "
            + "groups.", "processors", ProcessorPermissions.of(topics, "tidewatch-"));
        section(page, "`sink`", "One of the name `soc`.", "sink",
            SinkProcess.permissions(topics, false, "tidewatch-sink-soc"));
        section(page, "`sink` with `sink.of=changes`", "One of the name `soc`.", "changes",
            SinkProcess.permissions(topics, true, "tidewatch-sink-soc"));
        return page.toString();
    }

    private static void section(StringBuilder page, String process, String about, String user,
                                Permissions permissions) {
        page.append("\n## ").append(process).append("\n\n").append(about).append(about.isEmpty() ? "" : "\n\n")
            .append("```\n");
        permissions.all().forEach(each -> page.append("acl User:").append(user).append(' ').append(each.arguments())
            .append('\n'));
        page.append("```\n");
    }
}
