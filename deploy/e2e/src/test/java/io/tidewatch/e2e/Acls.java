package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The ACLs that deploy/security/acls.md gives the users of a cluster. */
final class Acls {
    /** Who is given some. */
    static final List<String> USERS = List.of("setup", "agent", "replay", "processors");
    private static final Pattern LINE = Pattern.compile("acl User:(\\S+) --operation (\\w+) --([a-z-]+) (\\S+)"
        + "( --resource-pattern-type prefixed)?");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Acls() {
    }

    /** All that the page gives to those users. */
    static List<AclBinding> documented() {
        List<AclBinding> acls = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Command.ROOT.resolve("deploy/security/acls.md"))) {
                Matcher acl = LINE.matcher(line);
                if (acl.matches() && USERS.contains(acl.group(1))) {
                    acls.add(of(acl.group(1), acl.group(2), acl.group(3), acl.group(4), acl.group(5) != null));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return acls;
    }

    /** That a user may do this to a topic. */
    static AclBinding onTopic(String user, String operation, String topic) {
        return of(user, operation, "topic", topic, false);
    }

    private static AclBinding of(String user, String operation, String type, String name, boolean prefixed) {
        return new AclBinding(new ResourcePattern(ResourceType.fromString(type.replace('-', '_')), name,
            prefixed ? PatternType.PREFIXED : PatternType.LITERAL), new AccessControlEntry("User:" + user, "*",
            AclOperation.fromString(operation.replaceAll("(?<=[a-z])(?=[A-Z])", "_")), AclPermissionType.ALLOW));
    }

    static void allow(Admin admin, Collection<AclBinding> acls) {
        Brokers.answer(admin.createAcls(acls).all());
        awaitThere(admin, acls, true);
    }

    static void forbid(Admin admin, AclBinding acl) {
        Brokers.answer(admin.deleteAcls(List.of(acl.toFilter())).all());
        awaitThere(admin, List.of(acl), false);
    }

    /** A broker follows its controller a moment later. */
    private static void awaitThere(Admin admin, Collection<AclBinding> acls, boolean there) {
        if (!Waiting.until(LIMIT, () -> there == Brokers.answer(admin.describeAcls(AclBindingFilter.ANY).values())
                .containsAll(acls))) {
            throw new AssertionError("the broker has not followed: " + acls);
        }
    }
}
