using System.Text;
using System.Text.Json;
using EgressGuard.Cli.Tests.Doors;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Check;

/// <summary>The NetworkPolicies that are shipped are what they say they are, and EgressGuard's own rules take them.</summary>
public sealed class NetworkPolicyFileTests
{
    private static readonly string Folder = Path.Combine(Corpus.Root, "deploy", "network-policies");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_rules_have_nothing_against_them()
    {
        var run = CommandLine.Run("check", "-R", "--fail-on", "warn", Folder);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains($"{Files.Count} objects judged: {Files.Count} allowed", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_is_one_policy_that_says_what_it_is_for(string file)
    {
        using var policy = Read(file);
        var root = policy.RootElement;

        Assert.Equal(("networking.k8s.io/v1", "NetworkPolicy"), (root.GetProperty("apiVersion").GetString(), root.GetProperty("kind").GetString()));
        Assert.Contains("Egress", Texts(root.GetProperty("spec").GetProperty("policyTypes")));
        Assert.StartsWith("# For ", File.ReadAllText(Path.Combine(Folder, file)), StringComparison.Ordinal);
        Assert.Contains($"`{file}`", File.ReadAllText(Path.Combine(Corpus.Root, "docs", "threat-model.md")), StringComparison.Ordinal);
        // No rule without destinations, and every namespace by a label that a tenant cannot give to himself, or the mesh's own.
        Assert.All(Rules(root, "egress"), rule => Assert.NotEqual(0, rule.GetProperty("to").GetArrayLength()));
        Assert.All(
            Rules(root, "egress").SelectMany(rule => rule.GetProperty("to").EnumerateArray()).Where(peer => peer.TryGetProperty("namespaceSelector", out _)),
            peer => Assert.Contains(
                peer.GetProperty("namespaceSelector").GetProperty("matchLabels").EnumerateObject().Single().Name,
                (IEnumerable<string>)["kubernetes.io/metadata.name", "istio-injection"]));
    }

    [Fact]
    public void A_meshed_namespace_is_closed_for_every_pod_but_for_four_ways()
    {
        using var policy = Read("meshed-namespace.yaml");
        var spec = policy.RootElement.GetProperty("spec");

        Assert.Empty(spec.GetProperty("podSelector").EnumerateObject());
        var peers = Rules(policy.RootElement, "egress").SelectMany(rule => rule.GetProperty("to").EnumerateArray()).ToList();
        Assert.Equal(4, peers.Count);
        Assert.DoesNotContain(peers, peer => peer.TryGetProperty("ipBlock", out _));
        Assert.Equal(
            ["kube-system", "istio-system", "istio-system"],
            peers.Where(peer => peer.TryGetProperty("namespaceSelector", out _))
                .Select(peer => peer.GetProperty("namespaceSelector").GetProperty("matchLabels").GetProperty("kubernetes.io/metadata.name").GetString()));
        // UDP gets as far as the name server, and to pods of the namespace.
        Assert.Equal(1, Rules(policy.RootElement, "egress").Count(rule => rule.ToString().Contains("UDP", StringComparison.Ordinal)));
    }

    [Fact]
    public void Only_the_egress_gateway_may_leave_and_not_to_the_metadata_service()
    {
        var open = Files.Select(file => file.Data).Where(file => File.ReadAllText(Path.Combine(Folder, file)).Contains("/0", StringComparison.Ordinal));
        Assert.Equal(["egress-gateway.yaml"], open);

        using var policy = Read("egress-gateway.yaml");
        Assert.Equal("egressgateway", policy.RootElement.GetProperty("spec").GetProperty("podSelector").GetProperty("matchLabels").GetProperty("istio").GetString());
        var blocks = Rules(policy.RootElement, "egress").SelectMany(rule => rule.GetProperty("to").EnumerateArray())
            .Where(peer => peer.TryGetProperty("ipBlock", out _)).Select(peer => peer.GetProperty("ipBlock")).ToList();
        Assert.Equal(["0.0.0.0/0", "::/0"], blocks.Select(block => block.GetProperty("cidr").GetString()));
        Assert.Contains("169.254.0.0/16", Texts(blocks[0].GetProperty("except")));
    }

    [Fact]
    public void In_a_namespace_of_tenants_the_gateways_own_policy_would_be_refused()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "egress-gateway.yaml")).Replace("namespace: istio-system", "namespace: shop", StringComparison.Ordinal);

        var run = CommandLine.RunWith(Encoding.UTF8.GetBytes(text), "check", "-");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("EG508", run.Output, StringComparison.Ordinal);
    }

    private static JsonDocument Read(string file) =>
        JsonDocument.Parse(ManifestReader.Read(File.ReadAllBytes(Path.Combine(Folder, file)), file).Single().Json);

    private static List<JsonElement> Rules(JsonElement policy, string direction) =>
        [.. policy.GetProperty("spec").GetProperty(direction).EnumerateArray()];

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString());
}
