using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 8: a rule for pods that does not hold for what makes pods.</summary>
public sealed class TemplateTests(SharedCluster shared)
{
    private const string Template =
        "template: {metadata: {labels: {app: web, egressguard.io/egress: gateway, sidecar.istio.io/inject: \"true\"}}, "
        + "spec: {restartPolicy: Always, hostNetwork: true, containers: [{name: app, image: \"registry.example.com/app:1.0.0\"}]}}";

    [Theory]
    [InlineData("apps/v1", "Deployment", "{selector: {matchLabels: {app: web}}, TEMPLATE}")]
    [InlineData("apps/v1", "StatefulSet", "{serviceName: web, selector: {matchLabels: {app: web}}, TEMPLATE}")]
    [InlineData("apps/v1", "DaemonSet", "{selector: {matchLabels: {app: web}}, TEMPLATE}")]
    [InlineData("apps/v1", "ReplicaSet", "{selector: {matchLabels: {app: web}}, TEMPLATE}")]
    [InlineData("batch/v1", "Job", "{TEMPLATE}")]
    [InlineData("batch/v1", "CronJob", "{schedule: \"0 3 * * *\", jobTemplate: {spec: {TEMPLATE}}}")]
    public Task Pod_rules_hold_for_templates(string apiVersion, string kind, string spec) => shared.Guard.RefusesAsync("EG302", Ask.Create($$"""
        apiVersion: {{apiVersion}}
        kind: {{kind}}
        metadata: {name: web, namespace: shop}
        spec: {{spec.Replace("TEMPLATE", Template, StringComparison.Ordinal)}}
        """));

    [Fact]
    public Task The_pods_themselves_are_judged_whatever_made_them() => shared.Guard.RefusesAsync("EG302", Ask.Create(
        Given.PodWith("hostNetwork: true").With(pod => pod["metadata"]!["ownerReferences"] = Ask.Flow(
            "owners: [{apiVersion: v1, kind: ReplicationController, name: web, uid: a1, controller: true}]")["owners"]!.DeepClone())));
}
