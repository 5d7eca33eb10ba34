package org.oisp.gateway.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

/** Tests the check of a topic's description: rights, leader and partitions. */
class KafkaCheckTest {

    private static final Node BROKER = new Node(1, "broker", 9092);

    @Test
    void aTopicThatMayBeWrittenIsFit() {
        assertThat(KafkaCheck.unfitness(topic(BROKER, Set.of(AclOperation.DESCRIBE, AclOperation.WRITE)), 0))
                .isNull();
        assertThat(KafkaCheck.unfitness(topic(BROKER, Set.of(AclOperation.ALL)), 0))
                .isNull();
        assertThat(KafkaCheck.unfitness(topic(BROKER, Set.of()), 0)).isNull();
        assertThat(KafkaCheck.unfitness(topic(BROKER, null), 0)).isNull();
    }

    @Test
    void aTopicThatMayNotBeWrittenNamesTheRightsAndOneWithoutALeaderIsNamed() {
        assertThat(KafkaCheck.unfitness(topic(BROKER, Set.of(AclOperation.DESCRIBE, AclOperation.READ)), 0))
                .isEqualTo("topic beat may not be written: the ACL must allow Write and Describe");
        assertThat(KafkaCheck.unfitness(topic(null, null), 0))
                .isEqualTo("partition 0 of topic beat has no leader: its broker is unavailable");
        assertThat(KafkaCheck.unfitness(topic(BROKER, null), 1)).isEqualTo("topic beat has no partition 1, only 1");
    }

    private static TopicDescription topic(Node leader, Set<AclOperation> operations) {
        return new TopicDescription(
                "beat",
                false,
                List.of(new TopicPartitionInfo(0, leader, List.of(BROKER), List.of(BROKER))),
                operations);
    }
}
