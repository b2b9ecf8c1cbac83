using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Rules.VirtualServices;

/// <summary>What the VirtualService rules do where the mesh around the object was not given: they say so and do not guess.</summary>
public sealed class UnknownMeshTests
{
    [Theory]
    [InlineData("EG202")]
    [InlineData("EG207")]
    [InlineData("EG208")]
    [InlineData("EG210")]
    public void A_gateway_that_was_not_given_leaves_the_question_open(string rule)
    {
        var verdict = Judge(rule, AtGateway());

        Assert.Empty(verdict.Findings);
        Assert.Equal([new NotEvaluated(rule, "Gateway shop/site was not given")], verdict.NotEvaluated);
    }

    [Theory]
    [InlineData("EG209")]
    [InlineData("EG211")]
    public void Rules_about_the_mesh_alone_need_no_gateway(string rule) => Assert.Same(Verdict.Clean, Judge(rule, AtGateway()));

    [Fact]
    public void A_delegate_whose_roots_were_not_given_leaves_the_question_open()
    {
        var verdict = Judge("EG210", AtGateway() with { Hosts = [], Gateways = [] });

        Assert.Empty(verdict.Findings);
        Assert.Equal([new NotEvaluated("EG210", "the VirtualService objects of the mesh were not given")], verdict.NotEvaluated);
    }

    private static VirtualServiceSpec AtGateway() => new()
    {
        Hosts = ["API.example.com"],
        Gateways = ["site"],
        Http =
        [
            new HttpRoute
            {
                Rewrite = new HttpRewrite { Authority = "files.example.net" },
                Route = [new RouteDestination { Destination = new Destination { Host = "files.example.net" } }],
            },
        ],
    };

    private static Verdict Judge(string rule, VirtualServiceSpec spec) => RuleEngine.Evaluate(
        [RuleCatalog.Find(rule)!],
        new Subject(new VirtualService { Spec = spec }, "shop", "site"),
        MeshSnapshot.Unknown,
        EgressPolicy.Default);
}
