using System.Text.Json;
using EgressGuard.Cli.Tests.Check;
using EgressGuard.Core.Rules;

namespace EgressGuard.Cli.Tests.Scaffolding;

/// <summary>Whatever is asked for, <c>check</c> finds nothing in the answer, and leaves nothing open.</summary>
public sealed class ScaffoldAdmissionTests
{
    private const string OwnGateway = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata: {name: own-gateway}
        spec:
          mesh:
            clusterDomain: corp.example
            rootNamespace: mesh
            egressGateways:
            - {service: way-out, namespace: egress, selector: {istio: egress, "example.com/on": "true"}}
        """;

    private const string ListedNamespaces = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata: {name: listed}
        spec:
          gateways: {allowedNamespaces: [edge]}
          hosts:
          - namespaces: [shop, edge, "on", "1e3", istio-system]
            allow: ["*.example.com"]
        """;

    private const string Labels = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata: {name: labels}
        spec:
          labels:
          - {kinds: [ServiceEntry, VirtualService], key: example.com/owner, fromNamespaceLabel: team}
          - kinds: [ServiceEntry]
            key: example.com/reviewed
            value: "yes"
            namespaceSelector: {matchLabels: {stage: production}}
        """;

    private const string TwoGateways = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata: {name: two}
        spec:
          mesh:
            egressGateways:
            - {service: first, namespace: egress-a, selector: {istio: first}}
            - {service: second, namespace: egress-b, selector: {istio: second}}
        """;

    private static readonly (string Name, string[] Options)[] Places =
    [
        ("own", ["--namespace", "shop"]),
        ("shared", ["--namespace", "shop", "--export-to", "billing", "my-team", "shop", "istio-system"]),
        ("number", ["--namespace", "1e3", "--export-to", "on"]),
        ("word", ["--namespace", "on", "--name", "null"]),
        ("mesh", ["--namespace", "edge", "--name", "mesh"]),
        ("platform", ["--namespace", "istio-system"]),
    ];

    private static readonly string[][] Hosts =
    [
        ["--host", "api.example.com"],
        ["--host", "my-api.eu-west-1.EXAMPLE.com.", "--port", "8443"],
        ["--host", $"{new string('a', 63)}.{new string('b', 63)}.{new string('c', 63)}.{new string('d', 49)}.example.com"],
    ];

    private static readonly (string Name, string Policy, string[] Options)[] Policies =
    [
        ("default", "", []),
        ("own gateway", OwnGateway, []),
        ("listed namespaces", ListedNamespaces, []),
        ("labels", Labels, []),
        ("first of two gateways", TwoGateways, []),
        ("second of two gateways", TwoGateways, ["--gateway", "egress-b/second"]),
    ];

    public static TheoryData<string, string> ModesAndPolicies
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var mode in ScaffoldRun.Modes)
            {
                foreach (var (name, _, _) in Policies)
                {
                    rows.Add(mode, name);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(ModesAndPolicies))]
    public void Check_finds_nothing_and_leaves_nothing_open(string mode, string policyName)
    {
        var (_, policy, gateway) = Policies.Single(item => item.Name == policyName);
        using var files = new TemporaryFiles();
        string[] given = policy.Length == 0 ? [] : ["--policy", files.Write("policy.yaml", policy)];
        var namespaces = files.Write("namespaces.yaml", string.Join("---\n", Namespaces("shop", "1e3", "on", "edge", "istio-system")));
        foreach (var (place, options) in Places)
        {
            foreach (var host in Hosts)
            {
                var run = ScaffoldRun.Run(mode, [.. options, .. host, .. gateway, .. given, "--context", namespaces]);
                Assert.True(run.ExitCode == 0, $"{place} {host[1]}: {run.Error}");

                AssertClean(files.Write("set.yaml", run.Output), [.. given, "--context", namespaces]);
            }
        }
    }

    [Theory]
    [InlineData("passthrough-mtls")]
    [InlineData("tls-origination")]
    public void The_modes_with_mutual_TLS_pass_every_rule_in_its_strict_form(string mode)
    {
        using var files = new TemporaryFiles();
        var rules = RuleCatalog.Infos.Where(info => info.Id is not ("EG001" or "EG002" or "EG003" or "EG004")).Select(info => $"{info.Id}: {{action: Deny}}");
        var policy = files.Write(
            "policy.yaml",
            "apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {name: strict}\n"
            + $"spec: {{rules: {{{string.Join(", ", rules)}}}}}\n");

        var run = ScaffoldRun.Run(mode, "--policy", policy, "--export-to", "billing");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        AssertClean(files.Write("set.yaml", run.Output), "--policy", policy);
    }

    [Fact]
    public void Sets_of_one_mesh_stand_beside_each_other()
    {
        using var files = new TemporaryFiles();
        string[][] sets =
        [
            ["http", "--namespace", "shop", "--export-to", "billing"],
            ["passthrough", "--namespace", "shop", "--export-to", "billing"],
            ["tls-origination", "--namespace", "shop", "--host", "api-example.com"],
            ["tls-origination", "--namespace", "billing", "--host", "shop.api.example.com"],
            ["passthrough-mtls", "--namespace", "shop", "--host", "a.api.example.com", "--name", "payments", "--export-to", "billing"],
            ["passthrough-mtls", "--namespace", "billing", "--host", "b.api.example.com", "--name", "payments", "--export-to", "shop"],
        ];

        var all = string.Join("---\n", sets.Select(set => ScaffoldRun.Run(set[0], set[1..]).Output));

        AssertClean(files.Write("sets.yaml", all));
        var objects = ScaffoldRun.Objects(all);
        Assert.Equal(objects.Count, objects.Select(item => (item.Object.Kind, item.Reference)).Distinct().Count());
    }

    [Fact]
    public void JSON_is_the_same_objects()
    {
        foreach (var mode in ScaffoldRun.Modes)
        {
            var yaml = CommandLine.RunWith(ScaffoldRun.Run(mode).Output, "mutate", "-", "-o", "json").Output;

            Assert.Equal(yaml, ScaffoldRun.Run(mode, "-o", "json").Output);
        }
    }

    /// <summary>Every label is there already, so that the set is the same without the mutating webhook.</summary>
    [Fact]
    public void Mutation_adds_nothing()
    {
        using var files = new TemporaryFiles();
        var shop = files.Write("shop.yaml", Namespaces("shop").Single());
        string[] options = ["--policy", files.Write("policy.yaml", Labels), "--context", shop];

        var run = ScaffoldRun.Run("http", options);

        Assert.Equal("", CommandLine.RunWith(run.Output, ["mutate", "-", "-o", "patch", .. options]).Output);
        Assert.Contains("    example.com/owner: shop-team\n    example.com/reviewed: \"yes\"\n", run.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Namespaces(params string[] names) => names.Select(name =>
        $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: \"{name}\", labels: {{team: {name}-team, stage: production}}}}\n");

    private static void AssertClean(string set, params string[] options)
    {
        var run = CommandLine.Run(["check", set, "--context", set, "--fail-on", "warn", "-o", "json", .. options]);
        using var report = JsonDocument.Parse(run.Output);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(0, report.RootElement.GetProperty("summary").GetProperty("findings").GetInt32());
        Assert.All(
            report.RootElement.GetProperty("objects").EnumerateArray(),
            item => Assert.Equal(0, item.GetProperty("notEvaluated").GetArrayLength()));
    }
}
