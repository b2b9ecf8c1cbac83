using System.Text.Json.Nodes;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>What the values of the chart do.</summary>
public sealed class ChartTests
{
    [Fact]
    public void In_another_namespace_everything_moves_along()
    {
        var objects = Chart.Render("certificates: {mode: cert-manager}", "guards");

        Assert.DoesNotContain(objects, item => item.ToJsonString().Contains(Chart.Namespace, StringComparison.Ordinal));
        Assert.All(Webhooks(objects), webhook =>
        {
            Assert.Equal("guards", webhook["clientConfig"]!["service"]!["namespace"]!.GetValue<string>());
            if (webhook["namespaceSelector"] is { } selector)
            {
                Assert.Equal(["guards", "kube-system"], LeftOut(selector));
            }
        });
    }

    [Fact]
    public void Failure_policies_and_timeouts_follow_the_values_webhook_by_webhook()
    {
        var objects = Chart.Render("""
            webhooks:
              istio: {failurePolicy: Ignore}
              pods: {failurePolicy: Fail, timeoutSeconds: 2}
              mutate: {timeoutSeconds: 1}
            """);

        Assert.Equal(
            ["cluster Ignore 5", "istio Ignore 5", "labels Ignore 1", "pods Fail 2", "policy Fail 5"],
            from webhook in Webhooks(objects)
            let name = webhook["name"]!.GetValue<string>().Split('.')[0]
            orderby name
            select $"{name} {webhook["failurePolicy"]} {webhook["timeoutSeconds"]}");
    }

    [Fact]
    public void Excluded_namespaces_are_left_out_beside_those_that_always_are()
    {
        var selectors = Webhooks(Chart.Render("webhooks: {excludedNamespaces: [storage, cni]}"))
            .Select(webhook => webhook["namespaceSelector"]).OfType<JsonObject>().ToList();

        Assert.Equal(4, selectors.Count);
        Assert.All(selectors, selector => Assert.Equal([Chart.Namespace, "kube-system", "storage", "cni"], LeftOut(selector)));
    }

    [Fact]
    public void An_authority_that_is_given_stands_in_every_webhook() => Assert.All(
        Webhooks(Chart.Render("certificates: {mode: manual, caBundle: QUJD}")),
        webhook => Assert.Equal("QUJD", webhook["clientConfig"]!["caBundle"]!.GetValue<string>()));

    [Fact]
    public void What_is_turned_off_is_not_there()
    {
        var kinds = Chart.Render("networkPolicy: {enabled: false}\npriorityClassName: \"\"").Select(item => item.Kind()).ToList();

        Assert.DoesNotContain("NetworkPolicy", kinds);
        Assert.DoesNotContain("ResourceQuota", kinds);
        Assert.DoesNotContain("Namespace", kinds);
        Assert.DoesNotContain("ServiceMonitor", kinds);
    }

    [Fact]
    public void Pods_take_what_the_values_say()
    {
        var pod = Chart.Render("""
            replicas: 3
            image: {repository: registry.example.com/egressguard, tag: 9.9.9}
            imagePullSecrets: [{name: registry}]
            extraArgs: [--max-concurrent-reviews, "64"]
            extraEnv: [{name: OTEL_SERVICE_NAME, value: egressguard}]
            nodeSelector: {kubernetes.io/os: linux}
            tolerations: [{key: dedicated, operator: Exists}]
            podAnnotations: {example.com/team: platform}
            """).The("Deployment")["spec"]!;
        var spec = pod["template"]!["spec"]!;
        var container = spec["containers"]![0]!;

        Assert.Equal(3, pod["replicas"]!.GetValue<int>());
        Assert.Equal("registry.example.com/egressguard:9.9.9", container["image"]!.GetValue<string>());
        Assert.Equal(["--max-concurrent-reviews", "64"], container["args"].Texts().TakeLast(2));
        Assert.Equal(["DOTNET_EnableDiagnostics", "OTEL_SERVICE_NAME"], container["env"].Items().Select(item => $"{item["name"]}"));
        Assert.Equal("registry", spec["imagePullSecrets"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("linux", spec["nodeSelector"]!["kubernetes.io/os"]!.GetValue<string>());
        Assert.Equal("dedicated", spec["tolerations"]![0]!["key"]!.GetValue<string>());
        Assert.Equal("platform", pod["template"]!["metadata"]!["annotations"]!["example.com/team"]!.GetValue<string>());
    }

    [Fact]
    public void More_egress_and_other_ports_of_the_API_server_can_be_given()
    {
        var policy = Chart.Render("networkPolicy: {apiServerPorts: [16443], extraEgress: [{ports: [{port: 4317}]}]}").The("NetworkPolicy");

        Assert.Equal(
            """[{"ports":[{"protocol":"TCP","port":16443}]},{"ports":[{"port":4317}]}]""", policy["spec"]!["egress"]!.ToJsonString());
    }

    [Fact]
    public void The_notes_render() => Assert.Contains("rollout status", Chart.RenderFile("NOTES.txt"), StringComparison.Ordinal);

    private static IEnumerable<string> LeftOut(JsonNode selector) => selector["matchExpressions"]![0]!["values"].Texts();

    private static IEnumerable<JsonObject> Webhooks(IEnumerable<JsonObject> objects) =>
        objects.SelectMany(item => item["webhooks"].Items());
}
