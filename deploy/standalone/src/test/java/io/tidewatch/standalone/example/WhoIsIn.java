package io.tidewatch.standalone.example;

import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.MembershipView;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Prints who is in which group of a segment, then every change for some seconds: what a program needs that acts on
 * memberships, such as one that provisions bandwidth.
 */
public final class WhoIsIn {
    private WhoIsIn() {
    }

    /** Arguments: bootstrap servers, registry, segment, seconds. */
    public static void main(String[] arguments) {
        run(arguments[0], arguments[1], arguments[2], Duration.ofSeconds(Long.parseLong(arguments[3])), System.out);
    }

    /** The same, with a place to print to. */
    public static void run(String brokers, String registry, String segment, Duration howLong, PrintStream out) {
        try (MembershipView view = MembershipView.connect(brokers, registry)) {
            if (!view.catchUp(Duration.ofSeconds(30))) {
                throw new IllegalStateException("the topics hold more than can be read in 30 s");
            }
            for (MembershipState group : view.groups(segment)) {
                for (MemberState member : view.members(segment, group.getGroup())) {
                    out.println(group.getGroup() + ' ' + member.getHost());
                }
            }
            view.listen(new MembershipView.Listener() {
                @Override
                public void member(MemberState before, MemberState after) {
                    out.println(after == null ? "- " + before.getGroup() + ' ' + before.getHost()
                        : "+ " + after.getGroup() + ' ' + after.getHost());
                }
            });
            long end = System.nanoTime() + howLong.toNanos();
            while (System.nanoTime() < end) {
                view.poll(Duration.ofMillis(200));
            }
        }
    }
}
