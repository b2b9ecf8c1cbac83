using System.Text.Json.Nodes;
using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>The guard's pods: enough of them, apart from each other, hard to move, and with no right that they do not use.</summary>
public sealed class PodTests
{
    public static TheoryData<string> Overlays => [.. DeployFiles.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Two_replicas_keep_apart_and_one_is_always_there(string overlay)
    {
        var (objects, deployment) = Read(overlay);
        var spec = deployment["spec"]!;
        var labels = Labels(spec["template"]!);
        var pod = Pod(deployment);
        var wishes = pod["affinity"]!["podAntiAffinity"]!["preferredDuringSchedulingIgnoredDuringExecution"].Items();
        var term = Assert.Single(wishes)["podAffinityTerm"]!;
        var spread = Assert.Single(pod["topologySpreadConstraints"].Items());
        var budget = objects.The("PodDisruptionBudget")["spec"]!;

        Assert.True(spec["replicas"]!.GetValue<int>() >= 2);
        Assert.Equal("""{"maxUnavailable":0,"maxSurge":1}""", spec["strategy"]!["rollingUpdate"]!.ToJsonString());
        Assert.Equal("kubernetes.io/hostname", term["topologyKey"]!.GetValue<string>());
        Assert.Equal("topology.kubernetes.io/zone ScheduleAnyway", $"{spread["topologyKey"]} {spread["whenUnsatisfiable"]}");
        Assert.Equal("1 AlwaysAllow", $"{budget["maxUnavailable"]} {budget["unhealthyPodEvictionPolicy"]}");
        Assert.All(
            [
                spec["selector"]!["matchLabels"], term["labelSelector"]!["matchLabels"], spread["labelSelector"]!["matchLabels"],
                budget["selector"]!["matchLabels"], objects.The("Service")["spec"]!["selector"],
                objects.The("NetworkPolicy")["spec"]!["podSelector"]!["matchLabels"],
            ],
            selector => Assert.All(
                selector!.AsObject(), label => Assert.Equal(label.Value!.GetValue<string>(), labels[label.Key]!.GetValue<string>())));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Its_priority_is_that_of_the_cluster_and_a_quota_lets_it_be(string overlay)
    {
        var (objects, deployment) = Read(overlay);
        var quota = Assert.Single(objects.The("ResourceQuota")["spec"]!["scopeSelector"]!["matchExpressions"].Items());

        Assert.Equal("system-cluster-critical", Pod(deployment)["priorityClassName"]!.GetValue<string>());
        Assert.Equal(["system-cluster-critical"], quota["values"].Texts());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_container_has_the_rights_of_the_restricted_profile_and_a_read_only_root(string overlay)
    {
        var (objects, deployment) = Read(overlay);
        var pod = Pod(deployment);
        var (outer, inner) = (pod["securityContext"]!, Container(deployment)["securityContext"]!);

        Assert.True(outer["runAsNonRoot"]!.GetValue<bool>());
        Assert.True(outer["runAsUser"]!.GetValue<int>() > 0);
        Assert.Equal("RuntimeDefault", outer["seccompProfile"]!["type"]!.GetValue<string>());
        Assert.True(inner["readOnlyRootFilesystem"]!.GetValue<bool>());
        Assert.False(inner["allowPrivilegeEscalation"]!.GetValue<bool>());
        Assert.False(inner["privileged"]!.GetValue<bool>());
        Assert.Equal("""{"drop":["ALL"]}""", inner["capabilities"]!.ToJsonString());
        Assert.All(["hostNetwork", "hostPID", "hostIPC"], name => Assert.Null(pod[name]));
        Assert.Equal("restricted", Labels(objects.The("Namespace"))["pod-security.kubernetes.io/enforce"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Only_the_guard_has_the_token_and_no_variable_of_a_Service_can_pass_for_an_option(string overlay)
    {
        var (objects, deployment) = Read(overlay);

        Assert.False(objects.The("ServiceAccount")["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.True(Pod(deployment)["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.False(Pod(deployment)["enableServiceLinks"]!.GetValue<bool>());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void It_stays_out_of_the_mesh(string overlay)
    {
        var (objects, deployment) = Read(overlay);
        var labels = Labels(deployment["spec"]!["template"]!);

        Assert.Equal("false none", $"{labels["sidecar.istio.io/inject"]} {labels["istio.io/dataplane-mode"]}");
        Assert.Equal("disabled", Labels(objects.The("Namespace"))["istio-injection"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Probes_ask_the_plain_port_and_only_readiness_depends_on_the_cluster(string overlay)
    {
        var container = Container(Read(overlay).Deployment);

        Assert.Equal(
            ["admission 8443", "admin 8080"], container["ports"].Items().Select(port => $"{port["name"]} {port["containerPort"]}"));
        Assert.Equal(
            ["/healthz admin", "/readyz admin", "/healthz admin"],
            new[] { "startupProbe", "readinessProbe", "livenessProbe" }
                .Select(probe => container[probe]!["httpGet"]!)
                .Select(get => $"{get["path"]} {get["port"]}"));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void It_has_the_time_to_drain_and_to_finish(string overlay)
    {
        var deployment = Read(overlay).Deployment;
        var drain = WebhookCommand.Read([], _ => null)!.DrainTime;

        // DrainingServices: the drain, and 20 seconds for requests under way.
        Assert.True(Pod(deployment)["terminationGracePeriodSeconds"]!.GetValue<int>() > drain.TotalSeconds + 20);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Memory_is_reserved_and_limited_and_the_processor_is_not(string overlay) => Assert.Equal(
        """{"requests":{"cpu":"100m","memory":"256Mi"},"limits":{"memory":"512Mi"}}""",
        Container(Read(overlay).Deployment)["resources"]!.ToJsonString());

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_image_is_named_in_one_place_with_a_version(string overlay)
    {
        var (objects, deployment) = Read(overlay);
        var image = Container(deployment)["image"]!.GetValue<string>();

        Assert.Matches(@"^ghcr\.io/egressguard/egressguard:\d+\.\d+\.\d+$", image);
        Assert.Single(objects, item => item.ToJsonString().Contains(image, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_webhook_takes_its_arguments(string overlay)
    {
        string[] arguments = [.. Container(Read(overlay).Deployment)["args"].Texts()];
        WebhookOptions options;
        try
        {
            options = WebhookCommand.Read(arguments, _ => null)!;
        }
        catch (StartException exception) when (exception.Message.Contains("'--serving-certificate'", StringComparison.Ordinal))
        {
            Assert.Skip("This webhook has no --serving-certificate.");
            return;
        }

        Assert.Equal(ClusterAccess.InCluster, options.Cluster);
        Assert.Equal(overlay == "self-signed" ? null : "/tls/tls.crt", options.CertificateFile);
    }

    [Theory]
    [InlineData("cert-manager", "egressguard-tls")]
    [InlineData("manual-certs", "egressguard-serving")]
    public void A_certificate_that_others_make_is_mounted_where_the_arguments_say(string overlay, string secret)
    {
        var (objects, deployment) = Read(overlay);
        var mount = Assert.Single(Container(deployment)["volumeMounts"].Items());
        var volume = Assert.Single(Pod(deployment)["volumes"].Items());

        Assert.Equal(("/tls", true), (mount["mountPath"]!.GetValue<string>(), mount["readOnly"]!.GetValue<bool>()));
        Assert.Null(mount["subPath"]); // such a mount would never see a renewal
        Assert.Equal(mount["name"]!.GetValue<string>(), volume["name"]!.GetValue<string>());
        Assert.Equal(secret, volume["secret"]!["secretName"]!.GetValue<string>());
        if (overlay == "cert-manager")
        {
            var issued = objects.Single(item => item.Reference() == $"Certificate {Chart.Namespace}/egressguard");
            Assert.Equal(secret, issued["spec"]!["secretName"]!.GetValue<string>());
            Assert.Contains($"egressguard.{Chart.Namespace}.svc", issued["spec"]!["dnsNames"].Texts());
            Assert.All(objects.Where(item => item.ContainsKey("webhooks")), item => Assert.Equal(
                $"{Chart.Namespace}/egressguard", item["metadata"]!["annotations"]!["cert-manager.io/inject-ca-from"]!.GetValue<string>()));
        }
    }

    private static (IReadOnlyList<JsonObject> Objects, JsonObject Deployment) Read(string overlay)
    {
        var objects = Kustomization.Overlay(overlay);
        return (objects, objects.The("Deployment"));
    }

    private static JsonNode Labels(JsonNode item) => item["metadata"]!["labels"]!;

    private static JsonNode Pod(JsonObject deployment) => deployment["spec"]!["template"]!["spec"]!;

    private static JsonObject Container(JsonObject deployment) => Assert.Single(Pod(deployment)["containers"].Items());
}
