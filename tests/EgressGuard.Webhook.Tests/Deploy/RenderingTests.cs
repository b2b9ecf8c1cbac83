using System.Xml.Linq;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>Every overlay renders, the chart renders, and both ways of installing give the same objects.</summary>
public sealed class RenderingTests
{
    private const string WithNamespace = "namespace: {create: true}\n";

    public static TheoryData<string> Overlays => [.. DeployFiles.Overlays];

    /// <summary>Each overlay with the values that ask the chart for the same.</summary>
    public static TheoryData<string, string> Twins => new()
    {
        { "self-signed", WithNamespace },
        { "cert-manager", WithNamespace + "certificates: {mode: cert-manager}" },
        { "manual-certs", WithNamespace + "certificates: {mode: manual}" },
    };

    [Fact]
    public void Every_overlay_has_a_twin() =>
        Assert.Equal(DeployFiles.Overlays, Twins.Select(twin => twin.Data.Item1).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Twins))]
    public void The_chart_has_the_objects_of_the_overlay(string overlay, string values) =>
        DeployedObjects.AssertSame(Kustomization.Overlay(overlay), Chart.Render(values));

    [Fact]
    public void The_chart_has_the_monitor_of_the_component() => DeployedObjects.AssertSame(
        Kustomization.Render(DeployFiles.PathOf("components", "service-monitor")),
        Chart.Render("serviceMonitor: {enabled: true}").Where(item => item.Kind() == "ServiceMonitor"));

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Kubectl_renders_the_overlay_as_these_tests_do(string overlay)
    {
        var rendered = await Tool.RunAsync("kubectl", "kustomize", DeployFiles.PathOf("overlays", overlay));

        DeployedObjects.AssertSame(Kustomization.Overlay(overlay), DeployFiles.Objects(rendered, overlay));
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public async Task Helm_renders_the_chart_as_these_tests_do(string overlay, string values)
    {
        var file = Path.Combine(Path.GetTempPath(), $"egressguard-{overlay}-{Environment.ProcessId}.yaml");
        await File.WriteAllTextAsync(file, values, TestContext.Current.CancellationToken);
        try
        {
            var rendered = await Tool.RunAsync(
                "helm", "template", "egressguard", DeployFiles.Chart, "--namespace", Chart.Namespace, "--include-crds", "--values", file);

            DeployedObjects.AssertSame(Chart.Render(values), DeployFiles.Objects(rendered, overlay));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_chart_carries_the_definitions_as_they_are()
    {
        foreach (var path in Directory.EnumerateFiles(DeployFiles.PathOf("crds"), "egress*.yaml"))
        {
            var copy = Path.Combine(DeployFiles.Chart, "crds", Path.GetFileName(path));
            Assert.True(File.ReadAllText(path) == File.ReadAllText(copy), $"{copy} is stale: copy {path} over it.");
        }
    }

    [Fact]
    public void Nothing_of_the_installation_is_rendered_twice_or_in_a_namespace_that_is_not_its_own()
    {
        var objects = Kustomization.Overlay("cert-manager");

        Assert.Equal(objects.Count, objects.Select(item => item.Reference()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(objects, item => Assert.Equal(Chart.Namespace, item["metadata"]!["namespace"]?.GetValue<string>() ?? Chart.Namespace));
    }

    [Fact]
    public void The_chart_and_the_images_have_the_version_of_the_build()
    {
        var version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;
        var chart = DeployFiles.Mapping(Path.Combine(DeployFiles.Chart, "Chart.yaml"));

        Assert.Equal((version, version), (chart["version"]!.GetValue<string>(), chart["appVersion"]!.GetValue<string>()));
        Assert.All(DeployFiles.Overlays, overlay => Assert.EndsWith(
            $":{version}",
            Kustomization.Overlay(overlay).The("Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!.GetValue<string>(),
            StringComparison.Ordinal));
    }
}
