"""What deploy/kubernetes sets up: valid to Kubernetes' own schema, coherent, closed, and as deploy/compose.yaml has it.

The schema is that of Kubernetes 1.30, with unknown fields and empty values refused. It does not list the words that a
field may have; `ALLOWED` does so for those used here. No cluster is asked.
"""

import json
import re
from urllib.parse import urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator
from streamlit.web.server.starlette.starlette_routes import ROUTE_HEALTH

from explorer import ready
from explorer.environment import VARIABLES
from tests.conftest import ROOT
from tests.unit.manifests import (
    APP,
    BY_NAME,
    DOCUMENTS,
    FOLDER,
    KUSTOMIZATION,
    REDIS,
    SETTINGS,
    chosen,
    container,
    name_of,
    pod,
    ports,
    values,
)

SCHEMA = json.loads((ROOT / "tests" / "oracle" / "kubernetes.json").read_text("utf-8"))
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
NGINX = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
NGINX_SAYS = "nginx.ingress.kubernetes.io/"
TRAEFIK_SAYS = "traefik.ingress.kubernetes.io/service.sticky.cookie"
# From the reference of Kubernetes' API.
ALLOWED = {
    "accessModes": {"ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"},
    "imagePullPolicy": {"Always", "IfNotPresent", "Never"},
    "pathType": {"Exact", "Prefix", "ImplementationSpecific"},
    "policyTypes": {"Ingress", "Egress"},
    "protocol": {"TCP", "UDP", "SCTP"},
    "whenUnsatisfiable": {"DoNotSchedule", "ScheduleAnyway"},
    "type": {"RollingUpdate", "RuntimeDefault", "Resource", "AverageValue", "Pods"},
}


def faults(document: dict) -> list[str]:
    """What Kubernetes' schema objects to."""
    about = SCHEMA["types"][f"{document['apiVersion']} {document['kind']}"]
    validator = Draft202012Validator({"$ref": f"#/$defs/{about}", "$defs": SCHEMA["$defs"]})
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_manifest_is_valid(name):
    assert faults(BY_NAME[name]) == []


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ({"replica": 1}, "'replica' was unexpected"),
        ({"replicas": "1"}, "'1' is not of type 'integer'"),
        ({"strategy": None}, "None is not of type 'object'"),
        ({"selector": []}, "[] is not of type 'object'"),
    ],
)
def test_a_manifest_that_is_wrong_is_refused(spec, fault):
    wrong = APP | {"spec": APP["spec"] | spec}
    assert [fault in message for message in faults(wrong)] == [True]


@pytest.mark.parametrize("field", ALLOWED)
def test_a_field_has_a_word_that_kubernetes_has(field):
    used = [word for value in values(DOCUMENTS, field) for word in (value if isinstance(value, list) else [value])]
    assert used
    assert set(used) <= ALLOWED[field]


def test_all_files_are_applied_and_go_into_the_namespace_with_the_image():
    assert sorted(KUSTOMIZATION["resources"]) == sorted(
        {path.name for path in FOLDER.iterdir()} - {"kustomization.yaml"}
    )
    assert len(BY_NAME) == len(DOCUMENTS)
    assert BY_NAME[f"Namespace {KUSTOMIZATION['namespace']}"]
    assert [image["name"] for image in KUSTOMIZATION["images"]] == [container(APP)["image"]]
    assert COMPOSE["x-app"]["image"] == container(APP)["image"]
    assert not list(values([d for d in DOCUMENTS if d["kind"] != "Namespace"], "namespace"))


def test_every_selector_takes_the_pods_that_it_means():
    for workload in (APP, REDIS):
        assert chosen(workload["spec"]["selector"]["matchLabels"]) == [workload]
        assert chosen(BY_NAME[f"Service {workload['metadata']['name']}"]["spec"]["selector"]) == [workload]
    for name in ("app", "redis"):
        selected = BY_NAME[f"NetworkPolicy {name}"]["spec"]["podSelector"]["matchLabels"]
        assert chosen(selected) == [BY_NAME[f"{'Deployment' if name == 'app' else 'StatefulSet'} {name}"]]
    assert chosen(BY_NAME["PodDisruptionBudget app"]["spec"]["selector"]["matchLabels"]) == [APP]
    (spread,) = pod(APP)["topologySpreadConstraints"]
    assert chosen(spread["labelSelector"]["matchLabels"]) == [APP]
    target = BY_NAME["HorizontalPodAutoscaler app"]["spec"]["scaleTargetRef"]
    assert (target["apiVersion"], target["kind"], target["name"]) == (APP["apiVersion"], "Deployment", "app")
    assert "replicas" not in APP["spec"]  # or each `apply` would undo what the autoscaler did
    assert BY_NAME[f"Service {REDIS['spec']['serviceName']}"]


def test_every_port_is_one_of_the_pod():
    for workload in (APP, REDIS):
        service = BY_NAME[f"Service {workload['metadata']['name']}"]["spec"]["ports"]
        assert {port["targetPort"] for port in service} <= ports(workload).keys()
        asked = [*values(container(workload), "httpGet"), *values(container(workload), "tcpSocket")]
        assert asked
        assert {probe["port"] for probe in asked} <= ports(workload).keys()
    offered = {port["name"] for port in BY_NAME["Service app"]["spec"]["ports"]}
    for ingress in ("Ingress app", "Ingress closed"):
        for service in values(BY_NAME[ingress], "service"):
            assert service["name"] == "app"
            assert service["port"]["name"] in offered
    assert f"STREAMLIT_SERVER_PORT={ports(APP)['http']}" in DOCKERFILE
    assert SETTINGS["NTK_METRICS_PORT"] == str(ports(APP)["metrics"])
    assert APP["spec"]["template"]["metadata"]["annotations"]["prometheus.io/port"] == SETTINGS["NTK_METRICS_PORT"]


def test_every_setting_is_a_variable_and_can_be_read():
    variables = {variable.name: variable for variable in VARIABLES}
    listed = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "hosting.md").read_text("utf-8")))
    assert SETTINGS.keys() <= variables.keys() | listed
    for name in SETTINGS.keys() & variables.keys():
        variables[name].read(SETTINGS[name])
    assert container(APP)["envFrom"] == [{"configMapRef": {"name": "settings"}}]


def test_redis_is_that_of_compose():
    assert container(REDIS)["args"] == COMPOSE["services"]["redis"]["command"]
    assert container(REDIS)["image"] == COMPOSE["services"]["redis"]["image"]
    assert COMPOSE["x-app"]["environment"].items() <= SETTINGS.items()
    address = urlsplit(SETTINGS["REDIS_URL"])
    (port,) = BY_NAME[f"Service {address.hostname}"]["spec"]["ports"]
    assert port["port"] == address.port == ports(REDIS)["redis"]
    (claim,) = REDIS["spec"]["volumeClaimTemplates"]
    assert container(REDIS)["volumeMounts"] == [{"name": claim["metadata"]["name"], "mountPath": "/data"}]


def test_probes_ask_what_the_app_answers_and_overload_ends_no_process():
    probes = {name: container(APP)[f"{name}Probe"] for name in ("startup", "readiness", "liveness")}
    paths = {name: probe["httpGet"]["path"] for name, probe in probes.items()}
    assert paths == {"startup": f"/{ready.PATH}", "readiness": f"/{ready.PATH}", "liveness": f"/{ROUTE_HEALTH}"}
    seconds = {name: probe["periodSeconds"] * probe["failureThreshold"] for name, probe in probes.items()}
    assert seconds["readiness"] >= 30
    assert seconds["liveness"] >= 120
    assert seconds["startup"] >= 180
    assert min(probe["timeoutSeconds"] for probe in probes.values()) > 2  # until /ready itself gives up


def test_a_process_goes_after_its_successor_came_and_after_nobody_is_sent_to_it():
    assert APP["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    program, seconds = container(APP)["lifecycle"]["preStop"]["exec"]["command"]
    assert program == "sleep"
    assert 5 <= int(seconds) <= pod(APP)["terminationGracePeriodSeconds"] - 30
    assert BY_NAME["HorizontalPodAutoscaler app"]["spec"]["minReplicas"] >= 2
    assert BY_NAME["PodDisruptionBudget app"]["spec"]["maxUnavailable"] == 1


@pytest.mark.parametrize("workload", [APP, REDIS], ids=name_of)
def test_nothing_runs_as_root_or_can_write_into_its_image(workload):
    whose, what = pod(workload)["securityContext"], container(workload)["securityContext"]
    assert whose["runAsNonRoot"] is True
    assert whose["runAsUser"] > 0
    assert whose["seccompProfile"] == {"type": "RuntimeDefault"}
    assert what == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod(workload)["automountServiceAccountToken"] is False
    assert container(workload)["resources"]["limits"].keys() == {"cpu", "memory"}


def test_the_app_is_the_user_of_the_image_and_can_write_where_it_must():
    assert f"USER {pod(APP)['securityContext']['runAsUser']}\n" in DOCKERFILE
    mounts = {mount["mountPath"]: mount["name"] for mount in container(APP)["volumeMounts"]}
    assert mounts.keys() == {"/tmp", "/home/app"}  # and not the compiled code, which would be hidden
    assert {volume["name"] for volume in pod(APP)["volumes"] if "emptyDir" in volume} == set(mounts.values())
    assert container(APP)["resources"]["limits"] == {"cpu": "1", "memory": "1Gi"}


def test_a_visitor_stays_with_a_process_and_limits_are_those_of_nginx():
    annotations = BY_NAME["Ingress app"]["metadata"]["annotations"]
    annotations = {key.removeprefix(NGINX_SAYS): value for key, value in annotations.items()}
    sticky = BY_NAME["Service app"]["metadata"]["annotations"]
    assert (annotations["affinity"], annotations["affinity-mode"], sticky[TRAEFIK_SAYS]) == (
        "cookie",
        "persistent",
        "true",
    )
    assert annotations["session-cookie-name"] == sticky[f"{TRAEFIK_SAYS}.name"] == "seat"
    assert f"{annotations['session-cookie-name']}=$request_id" in NGINX
    assert f"client_max_body_size {annotations['proxy-body-size']};" in NGINX
    assert f"proxy_next_upstream {annotations['proxy-next-upstream']};" in NGINX
    assert f"zone=address:10m rate={annotations['limit-rps']}r/s" in NGINX
    assert f"limit_conn address_connections {annotations['limit-connections']};" in NGINX
    assert f"zone=address burst={int(annotations['limit-rps']) * int(annotations['limit-burst-multiplier'])} " in NGINX
    assert annotations["proxy-buffering"] == "off"
    assert int(annotations["proxy-read-timeout"]) >= max(
        int(text) for text in re.findall(r"read_timeout (\d+)s;", NGINX)
    )


def test_what_nginx_closes_is_closed():
    closed = BY_NAME["Ingress closed"]
    hosts = {
        tuple(rule["host"] for rule in BY_NAME[name]["spec"]["rules"]) for name in ("Ingress app", name_of(closed))
    }
    assert len(hosts) == 1
    assert closed["metadata"]["annotations"] == {f"{NGINX_SAYS}whitelist-source-range": "127.0.0.1/32"}
    (pattern,) = re.findall(r"location ~ (\S+) \{\s*return 404", NGINX)
    paths = set(values(closed["spec"], "path"))
    assert len(paths) == 4
    assert all(re.search(pattern, path) for path in paths)


def test_only_the_ingress_reaches_the_app_and_only_the_app_reaches_redis():
    assert BY_NAME["NetworkPolicy nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    public, private = BY_NAME["NetworkPolicy app"]["spec"]["ingress"]
    assert [list(source) for rule in (public, private) for source in rule["from"]] == [["namespaceSelector"]] * 2
    assert (public["ports"], private["ports"]) == ([{"port": "http"}], [{"port": "metrics"}])
    (rule,) = BY_NAME["NetworkPolicy redis"]["spec"]["ingress"]
    (source,) = rule["from"]
    assert (chosen(source["podSelector"]["matchLabels"]), rule["ports"]) == ([APP], [{"port": "redis"}])
    to_redis, to_names = BY_NAME["NetworkPolicy app"]["spec"]["egress"]
    assert chosen(to_redis["to"][0]["podSelector"]["matchLabels"]) == [REDIS]
    assert {port["port"] for port in to_names["ports"]} == {53}
