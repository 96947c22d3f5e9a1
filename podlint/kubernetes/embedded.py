"""Where well-known custom kinds hold pods and containers: data, with the source of each row.

Of a whole pod its object says everything. A patch is merged with what an operator adds, so that nothing follows from
what is not in it: so it is where variables, volumes or containers come from elsewhere. Imported for custom resources
only.
"""

from __future__ import annotations

from podlint.tuples import NamedTuple

ANY = "*"
"""Stands in a path for each item of a list, and for each value of a mapping."""


class Place(NamedTuple):
    """Where pods or single containers lie: a path, in which `ANY` may stand.

    A `patch` is merged with more than is written. A `container` has no pod around it.
    """

    path: tuple[str, ...]
    patch: bool = True
    container: bool = False


class Embedding(NamedTuple):
    """The pods of a kind.

    `like` is the built-in kind whose pods live as long as these, empty where none does. `variable` begins what an
    operator fills in before there is a container, where that looks like a variable of the kubelet.
    """

    places: tuple[Place, ...]
    source: str
    like: str = ""
    variable: str = ""


def _path(text: str) -> tuple[str, ...]:
    """A path that is written with `.` between its steps, and `@` for `ANY`."""
    return tuple(ANY if step == "@" else step for step in text.split("."))


def _whole(source: str, like: str, *paths: str) -> Embedding:
    return Embedding(tuple(Place(_path(path), patch=False) for path in paths), source, like)


def _patches(source: str, pods: str, containers: str = "", variable: str = "") -> Embedding:
    """Pods and containers by paths with spaces between them."""
    found = [Place(_path(path)) for path in pods.split()]
    found += [Place(_path(path), container=True) for path in containers.split()]
    return Embedding(tuple(found), source, variable=variable)


def _below(prefix: str, paths: str) -> str:
    return " ".join(f"{prefix}.{path}" for path in paths.split())


_TEMPLATE = "spec.template.spec"
_ECK = "https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/customize-pods"
_KRUISE = "https://openkruise.io/docs/"
_KNATIVE = "https://knative.dev/docs/serving/reference/serving-api/"
_KUBEFLOW = "https://www.kubeflow.org/docs/components/trainer/legacy-v1/"
_TRAINER = "https://www.kubeflow.org/docs/components/trainer/"
_PROMETHEUS = "https://prometheus-operator.dev/docs/api-reference/api/"
_VICTORIA = "https://docs.victoriametrics.com/operator/api/"
_SPARK = "https://github.com/kubeflow/spark-operator/blob/master/docs/api-docs.md"
_STRIMZI = "https://strimzi.io/docs/operators/latest/configuring"
_ARGO = "https://argo-workflows.readthedocs.io/en/latest/fields/"
_EVENTS = "https://argoproj.github.io/argo-events/APIs/"
_TEKTON = "https://tekton.dev/docs/pipelines/pipeline-api/"
_RAY = "https://docs.ray.io/en/latest/cluster/kubernetes/"
_AGONES = "https://agones.dev/site/docs/reference/"
_RUNNERS = "https://docs.github.com/en/actions/concepts/runners/actions-runner-controller"
_CERTIFICATES = "https://cert-manager.io/docs/configuration/acme/http01/"

_WORKFLOW = "container script initContainers.@ sidecars.@ containerSet.containers.@"
_WORKFLOWS = f"{_below('templates.@', _WORKFLOW)} {_below('templateDefaults', _WORKFLOW)}"
_STEPS = "steps.@ sidecars.@ stepTemplate"
_PIPELINE = f"{_below('tasks.@.taskSpec', _STEPS)} {_below('finally.@.taskSpec', _STEPS)}"
_SPARK_PODS = "driver.template.spec executor.template.spec"
_SPARK_CONTAINERS = "driver.initContainers.@ driver.sidecars.@ executor.initContainers.@ executor.sidecars.@"
_RAY_PODS = "headGroupSpec.template.spec workerGroupSpecs.@.template.spec"
_SOLVERS = _patches(
    _CERTIFICATES,
    "spec.acme.solvers.@.http01.ingress.podTemplate.spec spec.acme.solvers.@.http01.gatewayHTTPRoute.podTemplate.spec",
)

EMBEDDED: dict[str, Embedding] = {
    # Whole pods: what their controllers add is not what the rules ask for.
    "argoproj.io/Rollout": _whole(
        "https://argo-rollouts.readthedocs.io/en/stable/features/specification/", "Deployment", _TEMPLATE
    ),
    "apps.kruise.io/CloneSet": _whole(_KRUISE, "StatefulSet", _TEMPLATE),
    "apps.kruise.io/StatefulSet": _whole(_KRUISE, "StatefulSet", _TEMPLATE),
    "apps.kruise.io/DaemonSet": _whole(_KRUISE, "DaemonSet", _TEMPLATE),
    "apps.kruise.io/BroadcastJob": _whole(_KRUISE, "Job", _TEMPLATE),
    "apps.kruise.io/AdvancedCronJob": _whole(
        _KRUISE,
        "Job",
        "spec.template.jobTemplate.spec.template.spec",
        "spec.template.broadcastJobTemplate.spec.template.spec",
    ),
    "keda.sh/ScaledJob": _whole(
        "https://keda.sh/docs/latest/reference/scaledjob-spec/", "Job", "spec.jobTargetRef.template.spec"
    ),
    "jobset.x-k8s.io/JobSet": _whole(
        "https://jobset.sigs.k8s.io/docs/reference/", "Job", "spec.replicatedJobs.@.template.spec.template.spec"
    ),
    "kueue.x-k8s.io/Workload": _whole(
        "https://kueue.sigs.k8s.io/docs/reference/kueue.v1beta1/", "", "spec.podSets.@.template.spec"
    ),
    # Argo: each template of a workflow is a container, or several.
    **dict.fromkeys(
        ("argoproj.io/Workflow", "argoproj.io/WorkflowTemplate", "argoproj.io/ClusterWorkflowTemplate"),
        _patches(_ARGO, "", _below("spec", _WORKFLOWS)),
    ),
    "argoproj.io/CronWorkflow": _patches(_ARGO, "", _below("spec.workflowSpec", _WORKFLOWS)),
    "argoproj.io/EventSource": _patches(_EVENTS, "spec.template", "spec.template.container"),
    "argoproj.io/Sensor": _patches(_EVENTS, "spec.template", "spec.template.container"),
    # Knative adds variables, a sidecar, and ports that may be left out of probes.
    **dict.fromkeys(
        ("serving.knative.dev/Service", "serving.knative.dev/Configuration"), _patches(_KNATIVE, _TEMPLATE)
    ),
    "serving.knative.dev/Revision": _patches(_KNATIVE, "spec"),
    "sources.knative.dev/ContainerSource": _patches(
        "https://knative.dev/docs/eventing/custom-event-source/containersource/reference/", _TEMPLATE
    ),
    # Tekton fills `$(params.name)` in, as the kubelet does `$(NAME)`.
    **dict.fromkeys(("tekton.dev/Task", "tekton.dev/ClusterTask"), _patches(_TEKTON, "", _below("spec", _STEPS), "$(")),
    "tekton.dev/TaskRun": _patches(_TEKTON, "spec.podTemplate", _below("spec.taskSpec", _STEPS), "$("),
    "tekton.dev/Pipeline": _patches(_TEKTON, "", _below("spec", _PIPELINE), "$("),
    "tekton.dev/PipelineRun": _patches(
        _TEKTON,
        "spec.podTemplate spec.taskRunTemplate.podTemplate spec.taskRunSpecs.@.podTemplate",
        _below("spec.pipelineSpec", _PIPELINE),
        "$(",
    ),
    "triggers.tekton.dev/EventListener": _patches(
        "https://tekton.dev/docs/triggers/eventlisteners/", "spec.resources.kubernetesResource.spec.template.spec"
    ),
    # Batch and learning: their operators add variables that tell the pods of each other.
    "batch.volcano.sh/Job": _patches("https://volcano.sh/en/docs/vcjob/", "spec.tasks.@.template.spec"),
    "kubeflow.org/TFJob": _patches(_KUBEFLOW, "spec.tfReplicaSpecs.@.template.spec"),
    "kubeflow.org/PyTorchJob": _patches(_KUBEFLOW, "spec.pytorchReplicaSpecs.@.template.spec"),
    "kubeflow.org/MPIJob": _patches(_KUBEFLOW, "spec.mpiReplicaSpecs.@.template.spec"),
    "kubeflow.org/XGBoostJob": _patches(_KUBEFLOW, "spec.xgbReplicaSpecs.@.template.spec"),
    "kubeflow.org/PaddleJob": _patches(_KUBEFLOW, "spec.paddleReplicaSpecs.@.template.spec"),
    "kubeflow.org/JAXJob": _patches(_KUBEFLOW, "spec.jaxReplicaSpecs.@.template.spec"),
    "kubeflow.org/Notebook": _patches("https://www.kubeflow.org/docs/components/notebooks/", _TEMPLATE),
    **dict.fromkeys(
        ("trainer.kubeflow.org/TrainingRuntime", "trainer.kubeflow.org/ClusterTrainingRuntime"),
        _patches(_TRAINER, "spec.template.spec.replicatedJobs.@.template.spec.template.spec"),
    ),
    "ray.io/RayCluster": _patches(_RAY, _below("spec", _RAY_PODS)),
    "ray.io/RayJob": _patches(_RAY, f"{_below('spec.rayClusterSpec', _RAY_PODS)} spec.submitterPodTemplate.spec"),
    "ray.io/RayService": _patches(_RAY, _below("spec.rayClusterConfig", _RAY_PODS)),
    "leaderworkerset.x-k8s.io/LeaderWorkerSet": _patches(
        "https://lws.sigs.k8s.io/docs/reference/",
        "spec.leaderWorkerTemplate.leaderTemplate.spec spec.leaderWorkerTemplate.workerTemplate.spec",
    ),
    "sparkoperator.k8s.io/SparkApplication": _patches(
        _SPARK, _below("spec", _SPARK_PODS), _below("spec", _SPARK_CONTAINERS)
    ),
    "sparkoperator.k8s.io/ScheduledSparkApplication": _patches(
        _SPARK, _below("spec.template", _SPARK_PODS), _below("spec.template", _SPARK_CONTAINERS)
    ),
    "flink.apache.org/FlinkDeployment": _patches(
        "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/custom-resource/pod-template/",
        "spec.podTemplate.spec spec.jobManager.podTemplate.spec spec.taskManager.podTemplate.spec",
    ),
    "serving.kserve.io/InferenceService": _patches(
        "https://kserve.github.io/website/docs/reference/crd-api", "spec.predictor spec.transformer spec.explainer"
    ),
    **dict.fromkeys(
        ("serving.kserve.io/ServingRuntime", "serving.kserve.io/ClusterServingRuntime"),
        _patches("https://kserve.github.io/website/docs/reference/crd-api", "spec"),
    ),
    "machinelearning.seldon.io/SeldonDeployment": _patches(
        "https://docs.seldon.io/projects/seldon-core/en/latest/reference/seldon-deployment.html",
        "spec.predictors.@.componentSpecs.@.spec",
    ),
    # Operators of servers.
    **dict.fromkeys(
        (f"monitoring.coreos.com/{kind}" for kind in ("Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler")),
        _patches(_PROMETHEUS, "spec"),
    ),
    **dict.fromkeys(
        (f"operator.victoriametrics.com/{kind}" for kind in ("VMAgent", "VMAlert", "VMAlertmanager", "VMSingle")),
        _patches(_VICTORIA, "spec"),
    ),
    "operator.victoriametrics.com/VMCluster": _patches(_VICTORIA, "spec.vmstorage spec.vmselect spec.vminsert"),
    "elasticsearch.k8s.elastic.co/Elasticsearch": _patches(_ECK, "spec.nodeSets.@.podTemplate.spec"),
    **dict.fromkeys(
        (
            *("kibana.k8s.elastic.co/Kibana", "apm.k8s.elastic.co/ApmServer", "logstash.k8s.elastic.co/Logstash"),
            *("enterprisesearch.k8s.elastic.co/EnterpriseSearch", "maps.k8s.elastic.co/ElasticMapsServer"),
        ),
        _patches(_ECK, "spec.podTemplate.spec"),
    ),
    **dict.fromkeys(
        ("beat.k8s.elastic.co/Beat", "agent.k8s.elastic.co/Agent"),
        _patches(
            _ECK,
            "spec.daemonSet.podTemplate.spec spec.deployment.podTemplate.spec spec.statefulSet.podTemplate.spec",
        ),
    ),
    "kafka.strimzi.io/Kafka": _patches(
        _STRIMZI,
        "spec.kafka.template.pod spec.entityOperator.template.pod spec.kafkaExporter.template.pod "
        "spec.cruiseControl.template.pod",
        "spec.kafka.template.kafkaContainer spec.kafka.template.initContainer "
        "spec.entityOperator.template.topicOperatorContainer spec.entityOperator.template.userOperatorContainer "
        "spec.kafkaExporter.template.container spec.cruiseControl.template.cruiseControlContainer",
    ),
    "kafka.strimzi.io/KafkaNodePool": _patches(
        _STRIMZI, "spec.template.pod", "spec.template.kafkaContainer spec.template.initContainer"
    ),
    **dict.fromkeys(
        ("kafka.strimzi.io/KafkaConnect", "kafka.strimzi.io/KafkaMirrorMaker2"),
        _patches(
            _STRIMZI,
            "spec.template.pod spec.template.buildPod",
            "spec.template.connectContainer spec.template.initContainer spec.template.buildContainer",
        ),
    ),
    "kafka.strimzi.io/KafkaBridge": _patches(
        _STRIMZI, "spec.template.pod", "spec.template.bridgeContainer spec.template.initContainer"
    ),
    "postgresql.cnpg.io/Pooler": _patches("https://cloudnative-pg.io/documentation/current/", _TEMPLATE),
    "acid.zalan.do/postgresql": _patches(
        "https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/",
        "",
        "spec.initContainers.@ spec.sidecars.@",
    ),
    "mongodbcommunity.mongodb.com/MongoDBCommunity": _patches(
        "https://github.com/mongodb/mongodb-kubernetes-operator", "spec.statefulSet.spec.template.spec"
    ),
    "rabbitmq.com/RabbitmqCluster": _patches(
        "https://www.rabbitmq.com/kubernetes/operator/using-operator", "spec.override.statefulSet.spec.template.spec"
    ),
    "cassandra.datastax.com/CassandraDatacenter": _patches(
        "https://docs.k8ssandra.io/reference/crd/cass-operator-crds-latest/", "spec.podTemplateSpec.spec"
    ),
    "grafana.integreatly.org/Grafana": _patches(
        "https://grafana.github.io/grafana-operator/docs/api/", "spec.deployment.spec.template.spec"
    ),
    "opentelemetry.io/OpenTelemetryCollector": _patches(
        "https://github.com/open-telemetry/opentelemetry-operator/tree/main/docs/api",
        "",
        "spec.initContainers.@ spec.additionalContainers.@",
    ),
    # Others.
    "apps.kruise.io/SidecarSet": _patches(_KRUISE, "spec"),
    "cert-manager.io/Issuer": _SOLVERS,
    "cert-manager.io/ClusterIssuer": _SOLVERS,
    "pkg.crossplane.io/DeploymentRuntimeConfig": _patches(
        "https://docs.crossplane.io/latest/packages/providers/", "spec.deploymentTemplate.spec.template.spec"
    ),
    "gateway.envoyproxy.io/EnvoyProxy": _patches(
        "https://gateway.envoyproxy.io/docs/api/extension_types/",
        "spec.provider.kubernetes.envoyDeployment.pod spec.provider.kubernetes.envoyDaemonSet.pod",
        "spec.provider.kubernetes.envoyDeployment.container spec.provider.kubernetes.envoyDaemonSet.container "
        "spec.provider.kubernetes.envoyDeployment.initContainers.@",
    ),
    "agones.dev/GameServer": _patches(_AGONES, _TEMPLATE),
    "agones.dev/GameServerSet": _patches(_AGONES, "spec.template.spec.template.spec"),
    "agones.dev/Fleet": _patches(_AGONES, "spec.template.spec.template.spec"),
    **dict.fromkeys(
        (
            *(f"actions.github.com/{kind}" for kind in ("AutoscalingRunnerSet", "EphemeralRunnerSet")),
            *("actions.summerwind.dev/RunnerDeployment", "actions.summerwind.dev/RunnerSet"),
        ),
        _patches(_RUNNERS, _TEMPLATE),
    ),
}
"""The kinds whose pods are known, by `group/Kind`, whatever their version."""
