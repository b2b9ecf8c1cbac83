using EgressGuard.Cli.Tests.Check;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Scaffolding;

/// <summary>Where the traffic of a set goes: through the gateway from its clients, nowhere from anybody else.</summary>
public sealed class ScaffoldPathTests
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
            - {service: first, namespace: egress-a, selector: {istio: first}}
            - {service: second, namespace: egress-b, selector: {istio: second}}
          gateways: {allowedNamespaces: [edge]}
        """;

    private static readonly string[][] Requests =
    [
        [],
        ["--namespace", "edge"],
        ["--namespace", "egress-b"],
        ["--namespace", "istio-system"],
        ["--export-to", "billing", "my-team"],
        ["--host", "my-api.example.com", "--port", "8443", "--name", "mesh", "--export-to", "billing"],
    ];

    [Theory]
    [InlineData("http", 80)]
    [InlineData("passthrough", 443)]
    [InlineData("passthrough-mtls", 443)]
    [InlineData("tls-origination", 80)]
    public void Clients_go_through_the_gateway_and_others_nowhere(string mode, int dialled)
    {
        using var files = new TemporaryFiles();
        var own = files.Write("policy.yaml", OwnGateway);
        foreach (var request in Requests)
        {
            AssertPaths(mode, dialled, request, EgressPolicy.Default);
            AssertPaths(mode, dialled, [.. request, "--policy", own, "--gateway", "egress-b/second"], PolicyOf(own));
        }
    }

    /// <summary>The port is declared for the gateway. A client that dials it must not get out on its own.</summary>
    [Fact]
    public void The_port_that_the_gateway_dials_lets_no_client_out()
    {
        var paths = new EgressPaths(MeshOf(ScaffoldRun.Run("tls-origination").Output, EgressPolicy.Default), EgressPolicy.Default);

        Assert.True(paths.Find(new PathQuestion("shop", "api.example.com", 443)).Outcome <= PathOutcome.ViaGateway);
    }

    [Theory]
    [InlineData("passthrough")]
    [InlineData("passthrough-mtls")]
    public void HTTP_goes_beside_TLS_of_the_same_host(string mode)
    {
        var both = ScaffoldRun.Run("http").Output + "---\n" + ScaffoldRun.Run(mode).Output;
        var paths = new EgressPaths(MeshOf(both, EgressPolicy.Default), EgressPolicy.Default);

        AssertThrough(paths.Find(new PathQuestion("shop", "api.example.com", 80)));
        AssertThrough(paths.Find(new PathQuestion("shop", "api.example.com", 443)));
    }

    /// <summary>Subsets of several sets meet in one namespace, under names of which the authors chose the same.</summary>
    [Fact]
    public void Sets_that_two_teams_share_keep_apart()
    {
        var shop = ScaffoldRun.Run("tls-origination", "--name", "payments", "--export-to", "billing").Output;
        var billing = ScaffoldRun.Run(
            "passthrough-mtls", "--host", "b.example.com", "--name", "payments", "--namespace", "billing", "--export-to", "shop").Output;
        var paths = new EgressPaths(MeshOf(shop + "---\n" + billing, EgressPolicy.Default), EgressPolicy.Default);

        foreach (var client in (string[])["shop", "billing"])
        {
            AssertThrough(paths.Find(new PathQuestion(client, "api.example.com", 80)));
            AssertThrough(paths.Find(new PathQuestion(client, "b.example.com", 443)));
        }
    }

    /// <summary>Object by object, as kubectl sends them: a client gets nowhere until the last one lets it through the gateway.</summary>
    [Fact]
    public void Nothing_is_open_on_the_way()
    {
        foreach (var mode in ScaffoldRun.Modes)
        {
            var mesh = MeshSnapshot.Empty;
            foreach (var item in ScaffoldRun.Objects(ScaffoldRun.Run(mode, "--export-to", "billing").Output))
            {
                mesh = mesh.With(item.Object, item.Reference);
                var paths = new EgressPaths(mesh, EgressPolicy.Default);
                foreach (var (client, port) in from client in (string[])["shop", "billing", "other"]
                                               from port in (int[])[80, 443]
                                               select (client, port))
                {
                    var outcome = paths.Find(new PathQuestion(client, "api.example.com", port)).Outcome;
                    Assert.True(outcome <= PathOutcome.ViaGateway, $"{mode}, with {item.Reference}: {client}:{port} is {outcome}");
                }
            }
        }
    }

    private static void AssertPaths(string mode, int dialled, string[] options, EgressPolicy policy)
    {
        var run = ScaffoldRun.Run(mode, options);
        Assert.True(run.ExitCode == 0, run.Error);
        var (host, own) = (ValueOf("--host", options) ?? "api.example.com", ValueOf("--namespace", options) ?? "shop");
        var port = mode != "tls-origination" && ValueOf("--port", options) is { } given ? int.Parse(given, null) : dialled;
        var paths = new EgressPaths(MeshOf(run.Output, policy), policy);
        string[] further = options.Contains("--export-to") ? ["billing"] : [];
        foreach (var client in further.Prepend(own))
        {
            AssertThrough(paths.Find(new PathQuestion(client, host, port)));
        }

        Assert.Equal(PathOutcome.Blocked, paths.Find(new PathQuestion("other", host, port)).Outcome);
    }

    private static void AssertThrough(EgressPath path)
    {
        Assert.True(path.Outcome == PathOutcome.ViaGateway, $"{path.Question}: {path.Outcome}: {path.Gravest.Reason}");
        Assert.All(path.Ways, way => Assert.Empty(way.Faults));
    }

    private static MeshSnapshot MeshOf(string output, EgressPolicy policy) => ScaffoldRun.Objects(output)
        .Aggregate(MeshSnapshot.Empty.ForDomain(policy.Mesh.ClusterDomain), (mesh, item) => mesh.With(item.Object, item.Reference));

    private static EgressPolicy PolicyOf(string file) => PolicyManifest.Read(File.ReadAllBytes(file), file).Policy!;

    private static string? ValueOf(string option, string[] options) =>
        options.Contains(option) ? options[Array.IndexOf(options, option) + 1] : null;
}
