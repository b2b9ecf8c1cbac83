using System.Text.Json.Nodes;
using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 5: trust in the old object. What an update brings is judged; what was there is not proof of anything.</summary>
public sealed class OldObjectTests(SharedCluster shared)
{
    [Fact]
    public async Task An_equal_spec_excuses_no_label_and_no_annotation()
    {
        var pod = Given.Pod();

        await shared.Guard.RefusesAsync("EG301", Ask.Update(pod, pod.Labelled("sidecar.istio.io/inject", "false")));
        await shared.Guard.RefusesAsync("EG301", Ask.Update(pod, pod.Labelled("istio.io/rev", "ghost")));
        await shared.Guard.RefusesAsync("EG310", Ask.Update(pod, pod.Annotated("sidecar.istio.io/status", "")));
    }

    [Fact]
    public async Task A_finding_of_another_value_is_another_finding()
    {
        var service = Given.Service("{type: ExternalName, externalName: one.example.com}");
        await shared.Guard.RefusesAsync("EG504", Ask.Update(service, item => item["spec"]!["externalName"] = "two.example.com"));

        var addresses = Given.Service("{ports: [{port: 443}], externalIPs: [203.0.113.10]}");
        await shared.Guard.RefusesAsync("EG506", Ask.Update(addresses, item => item["spec"]!["externalIPs"]![0] = "203.0.113.11"));
        await shared.Guard.RefusesAsync("EG506", Ask.Update(addresses, item => item["spec"]!["externalIPs"]!.AsArray().Add("203.0.113.11")));

        var gone = Given.Namespace("gone", "istio-injection: disabled");
        await shared.Guard.RefusesAsync("EG501", Ask.Update(gone, gone.Labelled("istio-injection", "Enabled")));

        var mounts = Template("volumes: [{name: node, hostPath: {path: /srv}}]");
        await shared.Guard.RefusesAsync("EG305", Ask.Update(mounts, Template("volumes: [{name: node, hostPath: {path: /run/containerd}}]")));
    }

    [Fact]
    public async Task Of_meshs_own_kinds_an_update_is_judged_in_full()
    {
        var open = Given.ServiceEntry().With(item => item["spec"]!["resolution"] = "NONE");

        await shared.Guard.RefusesAsync("EG103", Ask.Update(open, item => item["spec"]!["hosts"]!.AsArray().Add((JsonNode)"www.example.com")));
        await shared.Guard.RefusesAsync("EG103", Ask.Update(open, open.Labelled("team", "shop")));
    }

    [Fact]
    public async Task What_is_as_it_was_goes_through_so_that_controllers_can_work()
    {
        var open = Given.ServiceEntry().With(item => item["spec"]!["resolution"] = "NONE");
        var template = Template("hostNetwork: true");

        await shared.Guard.AllowsAsync(Ask.Update(open, item => item["status"] = new JsonObject { ["observedGeneration"] = 2 }));
        await shared.Guard.AllowsAsync(Ask.Update(template, item => item["spec"]!["replicas"] = 3));
        await shared.Guard.RefusesAsync("EG302", Ask.Create(template));
    }

    [Fact]
    public Task A_part_that_stands_twice_is_not_taken_for_unchanged()
    {
        var entry = Given.ServiceEntry();
        var raw = entry.ToJsonString();
        var twice = raw[..^1] + ",\"spec\":" + entry.With(item => item["spec"]!["resolution"] = "NONE")["spec"]!.ToJsonString() + "}";
        return shared.Guard.RefusesAsync("EG001", Ask.Update(entry, entry) with { RawObject = twice });
    }

    private static JsonObject Template(string spec) => Ask.Yaml($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web} }
          template:
            metadata: {labels: {app: web, egressguard.io/egress: gateway, sidecar.istio.io/inject: "true"} }
            spec: {containers: [{name: app, image: "registry.example.com/app:1.0.0"}], {{spec}} }
        """);
}
