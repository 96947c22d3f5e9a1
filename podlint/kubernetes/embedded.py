"""Where well-known custom kinds hold pods and containers: data, with the source of each row.

Of a whole pod its object says everything. A patch is merged with what an operator adds, so that nothing follows from
what is not in it: so it is where variables, volumes or containers come from elsewhere. Whole or merged, most have the
fields of the core type, which are checked as those of a Pod are; where a kind has a type of its own that only looks
like it, no field is unknown. Imported for custom resources only.
"""

from __future__ import annotations

from podlint.kubernetes.within import ANY
from podlint.tuples import NamedTuple


class Place(NamedTuple):
    """Where pods or single containers lie: a path, in which `ANY` may stand.

    A `patch` is merged with more than is written. A `container` has no pod around it. `core` says that it has the
    fields of the core type, a PodSpec or Container, and besides them only those that are named in `also`; `parts` are
    the fields of a PodSpec in a mapping that is none.
    """

    path: tuple[str, ...]
    patch: bool = True
    container: bool = False
    core: bool = False
    also: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


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
    """Pods that are made as they are written."""
    return Embedding(tuple(Place(_path(path), patch=False, core=True) for path in paths), source, like)


def _merged(source: str, pods: str, containers: str = "", *, loose: Embedding | None = None) -> Embedding:
    """Core types by paths with spaces between them, `+` before each further field; beside those of a `loose` row."""
    found = [_core(path) for path in pods.split()]
    found += [_core(path)._replace(container=True) for path in containers.split()]
    return Embedding((*found, *(loose.places if loose is not None else ())), source)


def _core(text: str) -> Place:
    path, *also = text.split("+")
    return Place(_path(path), core=True, also=tuple(also))


def _loose(source: str, pods: str, containers: str = "", variable: str = "") -> Embedding:
    """Types of a kind's own, with most fields of pods and containers, by paths with spaces between them."""
    found = [Place(_path(path)) for path in pods.split()]
    found += [Place(_path(path), container=True) for path in containers.split()]
    return Embedding(tuple(found), source, variable=variable)


def _parts(source: str, pods: str, fields: str) -> Embedding:
    """Types of a kind's own, some of whose fields are those of a PodSpec."""
    return Embedding(tuple(Place(_path(path), parts=tuple(fields.split())) for path in pods.split()), source)


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
_ENVOY = "https://gateway.envoyproxy.io/docs/api/extension_types/"
_SPARK = "https://github.com/kubeflow/spark-operator/blob/master/docs/api-docs.md"
_STRIMZI = "https://strimzi.io/docs/operators/latest/configuring"
_ARGO = "https://argo-workflows.readthedocs.io/en/latest/fields/"
_EVENTS = "https://argoproj.github.io/argo-events/APIs/"
_TEKTON = "https://tekton.dev/docs/pipelines/pipeline-api/"
_ZALANDO = "https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/"
_RAY = "https://docs.ray.io/en/latest/cluster/kubernetes/"
_AGONES = "https://agones.dev/site/docs/reference/"
_RUNNERS = "https://docs.github.com/en/actions/concepts/runners/actions-runner-controller"
_CERTIFICATES = "https://cert-manager.io/docs/configuration/acme/http01/"

_WORKFLOW = (
    "container script+source initContainers.@+mirrorVolumeMounts sidecars.@+mirrorVolumeMounts "
    "containerSet.containers.@+dependencies"
)
_WORKFLOWS = f"{_below('templates.@', _WORKFLOW)} {_below('templateDefaults', _WORKFLOW)}"
_REVISION = "+containerConcurrency+timeoutSeconds+responseStartTimeoutSeconds+idleTimeoutSeconds"
_OPERATED = "containers initContainers volumes tolerations affinity"
_STEPS = "steps.@ sidecars.@ stepTemplate"
_PIPELINE = f"{_below('tasks.@.taskSpec', _STEPS)} {_below('finally.@.taskSpec', _STEPS)}"
_SPARK_PODS = "driver.template.spec executor.template.spec"
_SPARK_CONTAINERS = "driver.initContainers.@ driver.sidecars.@ executor.initContainers.@ executor.sidecars.@"
_RAY_PODS = "headGroupSpec.template.spec workerGroupSpecs.@.template.spec"
_SOLVERS = _loose(
    _CERTIFICATES,
    "spec.acme.solvers.@.http01.ingress.podTemplate.spec spec.acme.solvers.@.http01.gatewayHTTPRoute.podTemplate.spec",
)
_ENVOY_PODS = _loose(
    _ENVOY,
    "spec.provider.kubernetes.envoyDeployment.pod spec.provider.kubernetes.envoyDaemonSet.pod",
    "spec.provider.kubernetes.envoyDeployment.container spec.provider.kubernetes.envoyDaemonSet.container",
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
        _merged(_ARGO, "", _below("spec", _WORKFLOWS)),
    ),
    "argoproj.io/CronWorkflow": _merged(_ARGO, "", _below("spec.workflowSpec", _WORKFLOWS)),
    "argoproj.io/EventSource": _loose(_EVENTS, "spec.template", "spec.template.container"),
    "argoproj.io/Sensor": _loose(_EVENTS, "spec.template", "spec.template.container"),
    # Knative adds variables, a sidecar, and ports that may be left out of probes.
    **dict.fromkeys(
        ("serving.knative.dev/Service", "serving.knative.dev/Configuration"), _merged(_KNATIVE, _TEMPLATE + _REVISION)
    ),
    "serving.knative.dev/Revision": _merged(_KNATIVE, f"spec{_REVISION}"),
    "sources.knative.dev/ContainerSource": _merged(
        "https://knative.dev/docs/eventing/custom-event-source/containersource/reference/", _TEMPLATE
    ),
    # Tekton fills `$(params.name)` in, as the kubelet does `$(NAME)`.
    **dict.fromkeys(("tekton.dev/Task", "tekton.dev/ClusterTask"), _loose(_TEKTON, "", _below("spec", _STEPS), "$(")),
    "tekton.dev/TaskRun": _loose(_TEKTON, "spec.podTemplate", _below("spec.taskSpec", _STEPS), "$("),
    "tekton.dev/Pipeline": _loose(_TEKTON, "", _below("spec", _PIPELINE), "$("),
    "tekton.dev/PipelineRun": _loose(
        _TEKTON,
        "spec.podTemplate spec.taskRunTemplate.podTemplate spec.taskRunSpecs.@.podTemplate",
        _below("spec.pipelineSpec", _PIPELINE),
        "$(",
    ),
    "triggers.tekton.dev/EventListener": _merged(
        "https://tekton.dev/docs/triggers/eventlisteners/", "spec.resources.kubernetesResource.spec.template.spec"
    ),
    # Batch and learning: their operators add variables that tell the pods of each other.
    "batch.volcano.sh/Job": _merged("https://volcano.sh/en/docs/vcjob/", "spec.tasks.@.template.spec"),
    "kubeflow.org/TFJob": _merged(_KUBEFLOW, "spec.tfReplicaSpecs.@.template.spec"),
    "kubeflow.org/PyTorchJob": _merged(_KUBEFLOW, "spec.pytorchReplicaSpecs.@.template.spec"),
    "kubeflow.org/MPIJob": _merged(_KUBEFLOW, "spec.mpiReplicaSpecs.@.template.spec"),
    "kubeflow.org/XGBoostJob": _merged(_KUBEFLOW, "spec.xgbReplicaSpecs.@.template.spec"),
    "kubeflow.org/PaddleJob": _merged(_KUBEFLOW, "spec.paddleReplicaSpecs.@.template.spec"),
    "kubeflow.org/JAXJob": _merged(_KUBEFLOW, "spec.jaxReplicaSpecs.@.template.spec"),
    "kubeflow.org/Notebook": _merged("https://www.kubeflow.org/docs/components/notebooks/", _TEMPLATE),
    **dict.fromkeys(
        ("trainer.kubeflow.org/TrainingRuntime", "trainer.kubeflow.org/ClusterTrainingRuntime"),
        _merged(_TRAINER, "spec.template.spec.replicatedJobs.@.template.spec.template.spec"),
    ),
    "ray.io/RayCluster": _merged(_RAY, _below("spec", _RAY_PODS)),
    "ray.io/RayJob": _merged(_RAY, f"{_below('spec.rayClusterSpec', _RAY_PODS)} spec.submitterPodTemplate.spec"),
    "ray.io/RayService": _merged(_RAY, _below("spec.rayClusterConfig", _RAY_PODS)),
    "leaderworkerset.x-k8s.io/LeaderWorkerSet": _merged(
        "https://lws.sigs.k8s.io/docs/reference/",
        "spec.leaderWorkerTemplate.leaderTemplate.spec spec.leaderWorkerTemplate.workerTemplate.spec",
    ),
    "sparkoperator.k8s.io/SparkApplication": _merged(
        _SPARK, _below("spec", _SPARK_PODS), _below("spec", _SPARK_CONTAINERS)
    ),
    "sparkoperator.k8s.io/ScheduledSparkApplication": _merged(
        _SPARK, _below("spec.template", _SPARK_PODS), _below("spec.template", _SPARK_CONTAINERS)
    ),
    "flink.apache.org/FlinkDeployment": _merged(
        "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/custom-resource/pod-template/",
        "spec.podTemplate.spec spec.jobManager.podTemplate.spec spec.taskManager.podTemplate.spec",
    ),
    "serving.kserve.io/InferenceService": _loose(
        "https://kserve.github.io/website/docs/reference/crd-api", "spec.predictor spec.transformer spec.explainer"
    ),
    **dict.fromkeys(
        ("serving.kserve.io/ServingRuntime", "serving.kserve.io/ClusterServingRuntime"),
        _loose("https://kserve.github.io/website/docs/reference/crd-api", "spec"),
    ),
    "machinelearning.seldon.io/SeldonDeployment": _merged(
        "https://docs.seldon.io/projects/seldon-core/en/latest/reference/seldon-deployment.html",
        "spec.predictors.@.componentSpecs.@.spec",
    ),
    # Operators of servers.
    **dict.fromkeys(
        (f"monitoring.coreos.com/{kind}" for kind in ("Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler")),
        _parts(_PROMETHEUS, "spec", f"{_OPERATED} securityContext imagePullSecrets"),
    ),
    **dict.fromkeys(
        (f"operator.victoriametrics.com/{kind}" for kind in ("VMAgent", "VMAlert", "VMAlertmanager", "VMSingle")),
        _parts(_VICTORIA, "spec", _OPERATED),
    ),
    "operator.victoriametrics.com/VMCluster": _parts(
        _VICTORIA, "spec.vmstorage spec.vmselect spec.vminsert", _OPERATED
    ),
    "elasticsearch.k8s.elastic.co/Elasticsearch": _merged(_ECK, "spec.nodeSets.@.podTemplate.spec"),
    **dict.fromkeys(
        (
            *("kibana.k8s.elastic.co/Kibana", "apm.k8s.elastic.co/ApmServer", "logstash.k8s.elastic.co/Logstash"),
            *("enterprisesearch.k8s.elastic.co/EnterpriseSearch", "maps.k8s.elastic.co/ElasticMapsServer"),
        ),
        _merged(_ECK, "spec.podTemplate.spec"),
    ),
    **dict.fromkeys(
        ("beat.k8s.elastic.co/Beat", "agent.k8s.elastic.co/Agent"),
        _merged(
            _ECK,
            "spec.daemonSet.podTemplate.spec spec.deployment.podTemplate.spec spec.statefulSet.podTemplate.spec",
        ),
    ),
    "kafka.strimzi.io/Kafka": _loose(
        _STRIMZI,
        "spec.kafka.template.pod spec.entityOperator.template.pod spec.kafkaExporter.template.pod "
        "spec.cruiseControl.template.pod",
        "spec.kafka.template.kafkaContainer spec.kafka.template.initContainer "
        "spec.entityOperator.template.topicOperatorContainer spec.entityOperator.template.userOperatorContainer "
        "spec.kafkaExporter.template.container spec.cruiseControl.template.cruiseControlContainer",
    ),
    "kafka.strimzi.io/KafkaNodePool": _loose(
        _STRIMZI, "spec.template.pod", "spec.template.kafkaContainer spec.template.initContainer"
    ),
    **dict.fromkeys(
        ("kafka.strimzi.io/KafkaConnect", "kafka.strimzi.io/KafkaMirrorMaker2"),
        _loose(
            _STRIMZI,
            "spec.template.pod spec.template.buildPod",
            "spec.template.connectContainer spec.template.initContainer spec.template.buildContainer",
        ),
    ),
    "kafka.strimzi.io/KafkaBridge": _loose(
        _STRIMZI, "spec.template.pod", "spec.template.bridgeContainer spec.template.initContainer"
    ),
    "postgresql.cnpg.io/Pooler": _merged("https://cloudnative-pg.io/documentation/current/", _TEMPLATE),
    "acid.zalan.do/postgresql": _merged(
        _ZALANDO, "", "spec.initContainers.@", loose=_loose(_ZALANDO, "", "spec.sidecars.@")
    ),
    "mongodbcommunity.mongodb.com/MongoDBCommunity": _merged(
        "https://github.com/mongodb/mongodb-kubernetes-operator", "spec.statefulSet.spec.template.spec"
    ),
    "rabbitmq.com/RabbitmqCluster": _merged(
        "https://www.rabbitmq.com/kubernetes/operator/using-operator", "spec.override.statefulSet.spec.template.spec"
    ),
    "cassandra.datastax.com/CassandraDatacenter": _merged(
        "https://docs.k8ssandra.io/reference/crd/cass-operator-crds-latest/", "spec.podTemplateSpec.spec"
    ),
    "grafana.integreatly.org/Grafana": _loose(
        "https://grafana.github.io/grafana-operator/docs/api/", "spec.deployment.spec.template.spec"
    ),
    "opentelemetry.io/OpenTelemetryCollector": _merged(
        "https://github.com/open-telemetry/opentelemetry-operator/tree/main/docs/api",
        "",
        "spec.initContainers.@ spec.additionalContainers.@",
    ),
    # Others.
    "apps.kruise.io/SidecarSet": _loose(_KRUISE, "spec"),
    "cert-manager.io/Issuer": _SOLVERS,
    "cert-manager.io/ClusterIssuer": _SOLVERS,
    "pkg.crossplane.io/DeploymentRuntimeConfig": _merged(
        "https://docs.crossplane.io/latest/packages/providers/", "spec.deploymentTemplate.spec.template.spec"
    ),
    "gateway.envoyproxy.io/EnvoyProxy": _merged(
        _ENVOY, "", "spec.provider.kubernetes.envoyDeployment.initContainers.@", loose=_ENVOY_PODS
    ),
    "agones.dev/GameServer": _merged(_AGONES, _TEMPLATE),
    "agones.dev/GameServerSet": _merged(_AGONES, "spec.template.spec.template.spec"),
    "agones.dev/Fleet": _merged(_AGONES, "spec.template.spec.template.spec"),
    **dict.fromkeys(
        (f"actions.github.com/{kind}" for kind in ("AutoscalingRunnerSet", "EphemeralRunnerSet")),
        _merged(_RUNNERS, _TEMPLATE),
    ),
    **dict.fromkeys(
        ("actions.summerwind.dev/RunnerDeployment", "actions.summerwind.dev/RunnerSet"), _loose(_RUNNERS, _TEMPLATE)
    ),
}
"""The kinds whose pods are known, by `group/Kind`, whatever their version."""
