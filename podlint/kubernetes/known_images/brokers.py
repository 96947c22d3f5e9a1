"""Message brokers, what computes on them, and what coordinates the members of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_QUEUE, _COORDINATION = Serves.QUEUE, Serves.COORDINATION
_PROGRAM, _SCRIPT, _ARGUMENTS = Starts.PROGRAM, Starts.SCRIPT, Starts.ARGUMENTS

ROWS: Rows = (
    (
        ("library/rabbitmq",),
        ImageFacts(
            "rabbitmq",
            _QUEUE,
            (5672,),
            ("rabbitmq-server",),
            exposes=(15692,),
            moves=("RABBITMQ_NODE_PORT", "RABBITMQ_CONFIG_FILE", "/etc/rabbitmq"),
            user="root",
            shell=True,
            data=("/var/lib/rabbitmq",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/rabbitmq/blob/master/4.1/ubuntu/Dockerfile",
            tags={"management": {"ports": (5672, 15672)}},
        ),
    ),
    (
        ("library/nats",),
        ImageFacts(
            "nats",
            _QUEUE,
            (4222,),
            ("nats-server",),
            exposes=(8222,),
            moves=("-p", "--port", "-c", "--config", "/etc/nats", "/nats-server.conf"),
            user="root",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/nats-io/nats-docker/blob/main/2.10.x/scratch/Dockerfile",
            tags={
                "alpine": {"shell": True, "starts": _SCRIPT, "local": True},
                "alpine3": {"shell": True, "starts": _SCRIPT, "local": True},
            },
        ),
    ),
    (
        ("library/eclipse-mosquitto",),
        ImageFacts(
            "mosquitto",
            _QUEUE,
            (1883,),
            ("mosquitto",),
            moves=("-p", "-c", "/mosquitto/config"),
            user="root",
            shell=True,
            data=("/mosquitto/data", "/mosquitto/log"),
            starts=_SCRIPT,
            source="https://github.com/eclipse-mosquitto/mosquitto/blob/master/docker/2.0-openssl/Dockerfile",
        ),
    ),
    (
        ("emqx/emqx", "library/emqx"),
        ImageFacts(
            "emqx",
            _QUEUE,
            (1883, 8083, 8084, 8883, 18083),
            user="emqx",
            shell=True,
            data=("/opt/emqx/data", "/opt/emqx/log"),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/emqx/emqx/blob/master/deploy/docker/Dockerfile",
        ),
    ),
    (
        ("apache/kafka",),
        ImageFacts(
            "kafka",
            _QUEUE,
            (9092,),
            moves=("KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS", "/mnt/shared/config", "/opt/kafka/config"),
            user="appuser",
            shell=True,
            data=("/var/lib/kafka/data", "/etc/kafka/secrets"),
            starts=_SCRIPT,
            source="https://github.com/apache/kafka/blob/trunk/docker/jvm/Dockerfile",
        ),
    ),
    (
        ("confluentinc/cp-kafka",),
        ImageFacts(
            "kafka",
            _QUEUE,
            (9092,),
            user="appuser",
            shell=True,
            data=("/var/lib/kafka/data", "/etc/kafka/secrets"),
            starts=_ARGUMENTS,
            source="https://github.com/confluentinc/kafka-images/blob/master/kafka/Dockerfile.ubi9",
            tags={"<6": {"user": ""}},
        ),
    ),
    (
        ("confluentinc/cp-schema-registry",),
        ImageFacts(
            "schema-registry",
            ports=(8081,),
            http=True,
            shell=True,
            data=("/etc/schema-registry/secrets",),
            starts=_ARGUMENTS,
            source="https://github.com/confluentinc/schema-registry-images/blob/master/schema-registry/Dockerfile.ubi9",
            tags={">=6": {"user": "appuser"}},
        ),
    ),
    (
        ("apachepulsar/pulsar",),
        ImageFacts(
            "pulsar",
            shell=True,
            starts=_ARGUMENTS,
            source="https://github.com/apache/pulsar/blob/master/docker/pulsar/Dockerfile",
            tags={">=3": {"user": "10000"}},
        ),
    ),
    (
        ("library/flink",),
        ImageFacts(
            "flink",
            exposes=(6123, 8081),
            user="root",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/apache/flink-docker/blob/master/1.20/scala_2.12-java17-ubuntu/Dockerfile",
        ),
    ),
    (
        ("library/spark",),
        ImageFacts(
            "spark",
            user="spark",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/apache/spark-docker/blob/master/3.5.4/scala2.12-java17-ubuntu/Dockerfile",
        ),
    ),
    (
        ("apache/spark",),
        ImageFacts(
            "spark",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/apache/spark-docker/blob/master/3.5.4/scala2.12-java17-ubuntu/Dockerfile",
        ),
    ),
    (
        ("temporalio/server", "temporalio/auto-setup"),
        ImageFacts(
            "temporal",
            exposes=(7233,),
            user="temporal",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/temporalio/docker-builds/blob/main/server.Dockerfile",
        ),
    ),
    (
        ("library/zookeeper",),
        ImageFacts(
            "zookeeper",
            _COORDINATION,
            (2181,),
            ("zkServer.sh",),
            exposes=(8080,),
            moves=("ZOO_SERVERS", "ZOO_CFG_EXTRA", "ZOO_ADMINSERVER_ENABLED", "JVMFLAGS", "SERVER_JVMFLAGS", "/conf"),
            user="root",
            shell=True,
            data=("/data", "/datalog", "/logs"),
            starts=_SCRIPT,
            source="https://github.com/31z4/zookeeper-docker/blob/master/3.9.3/Dockerfile",
            tags={">=3.5": {"ports": (2181, 8080), "exposes": ()}},
        ),
    ),
    (
        ("coreos/etcd", "gcr.io/etcd-development/etcd"),
        ImageFacts(
            "etcd",
            _COORDINATION,
            (2379, 2380),
            ("etcd",),
            starts=_ARGUMENTS,
            local=True,
            source="https://github.com/etcd-io/etcd/blob/release-3.5/Dockerfile-release.amd64",
            tags={">=3.6": {"shell": False}},
        ),
    ),
    (
        ("registry.k8s.io/etcd",),
        ImageFacts(
            "etcd",
            _COORDINATION,
            (2379, 2380),
            ("etcd",),
            starts=_ARGUMENTS,
            local=True,
            source="https://github.com/kubernetes/kubernetes/blob/master/cluster/images/etcd/Dockerfile",
        ),
    ),
    (
        ("library/consul",),
        ImageFacts(
            "consul",
            _COORDINATION,
            (8500, 8600),
            ("consul",),
            udp=(8600,),
            user="root",
            shell=True,
            data=("/consul/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/hashicorp/docker-consul/blob/master/0.X/Dockerfile",
        ),
    ),
    (
        ("hashicorp/consul",),
        ImageFacts(
            "consul",
            _COORDINATION,
            (8500, 8600),
            ("consul",),
            udp=(8600,),
            user="root",
            shell=True,
            data=("/consul/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/hashicorp/consul/blob/main/Dockerfile",
            tags={"ubi": {"user": ""}},
        ),
    ),
)
