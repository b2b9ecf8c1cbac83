using System.Collections.Frozen;
using EgressGuard.Core.Labels;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Samples;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// What is right in the end is not refused on the way there: each set that keeps its promise is applied object by object to a mesh that
/// grows, applied again unchanged, and deleted.
/// </summary>
public sealed class ApplyOrderTests
{
    private const string RoutesFirstOrder = "routes first";

    private static readonly string[] PublishedExamples = ["ServiceEntry", "Gateway", "DestinationRule", "VirtualService"];

    private static readonly string[] RoutesFirst = ["Gateway", "DestinationRule", "VirtualService", "ServiceEntry"];

    private static readonly FrozenDictionary<string, Func<IEnumerable<Subject>, IEnumerable<Subject>>> Orders =
        new Dictionary<string, Func<IEnumerable<Subject>, IEnumerable<Subject>>>
        {
            ["as in the files"] = objects => objects,
            ["backwards"] = objects => objects.Reverse(),
            ["as published examples"] = objects => objects.OrderBy(item => Place(item, PublishedExamples)),
            [RoutesFirstOrder] = objects => objects.OrderBy(item => Place(item, RoutesFirst)),
            ["alphabetical"] = objects => objects.OrderBy(item => item.ToString(), StringComparer.Ordinal),
            ["alphabetical by name"] = objects => objects.OrderBy(item => item.Reference.ToString(), StringComparer.Ordinal),
        }.ToFrozenDictionary();

    public static TheoryData<string> Sets =>
        [.. PathFixtureFiles.Cases.Where(PathFixtureFiles.IsCompliant).Concat(SamplesTests.Sets.Select(row => row.Data))];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var set in Sets.Select(row => row.Data))
            {
                foreach (var order in Orders.Keys)
                {
                    cases.Add(set, order);
                }
            }

            return cases;
        }
    }

    /// <summary>Refused in every order or in some, and rightly so.</summary>
    private static readonly (string Set, string Step, string Rule, string Why)[] Exceptions =
    [
        ("p7/compliant-every-name", "create", "EG103", "NONE is admitted only behind a route, so the route must come first"),
        ("p8/compliant", "create", "EG103", "as in p7"),
        ("p10/compliant", "create", "EG504", "an ExternalName for a host outside is refused wherever it stands"),
        ("p10/compliant", "update", "EG504", "the same"),
        ("p10/compliant-tls", "create", "EG504", "the same"),
        ("p10/compliant-tls", "update", "EG504", "the same"),
        ("p11/compliant", "create", "EG205", "the host is the platform's, and a tenant routes it at the gateway"),
        ("p11/compliant", "update", "EG205", "the same"),
        ("p11/compliant", "delete", "EG901", "the platform's ServiceEntry stays, and would be without a route"),
    ];

    private static readonly FrozenDictionary<string, RuleAction> Strict =
        new Dictionary<string, RuleAction> { ["EG901"] = RuleAction.Deny }.ToFrozenDictionary();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_refused_on_the_way_there_nor_back(string set, string order)
    {
        var (objects, policy) = Load(set);

        AssertAdmitted(set, Run(objects, Orders[order], policy));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_strict_policy_admits_routes_that_come_first(string set)
    {
        var (objects, policy) = Load(set);

        AssertAdmitted(set, Run(objects, Orders[RoutesFirstOrder], policy with { Rules = Strict }));
    }

    /// <summary>Whoever closes a host, ServiceEntry first, is not told that it is closed.</summary>
    [Theory]
    [MemberData(nameof(Sets))]
    public void To_take_a_set_back_makes_no_noise(string set)
    {
        var (objects, policy) = Load(set);

        Assert.DoesNotContain(Run(objects, Orders[RoutesFirstOrder], policy), said => said is { Step: "delete", Finding.Rule: "EG917" });
    }

    private static void AssertAdmitted(string set, List<Said> all) => Assert.Empty(
        from said in all
        where said.Finding.Action == RuleAction.Deny
            && !Exceptions.Any(item => (item.Set, item.Step, item.Rule) == (set, said.Step, said.Finding.Rule))
        select $"{said.Step} {said.Item}: {said.Finding.Rule} {said.Finding.Message}");

    private static List<Said> Run(List<Subject> objects, Func<IEnumerable<Subject>, IEnumerable<Subject>> order, EgressPolicy policy)
    {
        var all = new List<Said>();
        var mesh = MeshSnapshot.Empty.ForDomain(policy.Mesh.ClusterDomain);

        // What the platform has, and the namespaces, are there before.
        var isOthers = objects.ToLookup(item => item.Object is Namespace || policy.IsPlatformNamespace(item.Home));
        mesh = isOthers[true].Aggregate(mesh, (grown, item) => grown.With(item.Object, item.Reference));
        var own = order(isOthers[false]).ToList();
        foreach (var item in own)
        {
            Write("create", item, null);
        }

        foreach (var item in own)
        {
            Write("update", item, mesh.Find(item.Object.Kind, item.Reference) ?? item.Object);
        }

        foreach (var item in own.OrderBy(item => Place(item, PublishedExamples)))
        {
            var former = mesh.Find(item.Object.Kind, item.Reference) ?? item.Object;
            Tell("delete", item with { Object = former, IsRemoval = true });
            mesh = mesh.Without(item.Object.Kind, item.Reference);
        }

        return all;

        void Write(string step, Subject item, KubeObject? former)
        {
            var labelled = LabelInjector.Label(item with { OldObject = former }, mesh, policy);
            Tell(step, labelled);
            mesh = mesh.With(labelled.Object, item.Reference);
        }

        void Tell(string step, Subject item) =>
            all.AddRange(RuleEngine.Evaluate(item, mesh, policy).Findings.Select(finding => new Said(step, item, finding)));
    }

    private static int Place(Subject item, string[] kinds) => Array.IndexOf(kinds, item.Object.Kind.ToString()) is >= 0 and var place ? place : -1;

    private static (List<Subject> Objects, EgressPolicy Policy) Load(string set)
    {
        if (set.Contains('/', StringComparison.Ordinal))
        {
            var fixture = PathFixture.Load(PathFixtureFiles.Mesh(set));
            return ([.. fixture.Objects], fixture.Policy);
        }

        var sample = SampleMesh.Load(SampleMesh.FilesBelow(Path.Combine(SampleMesh.Compliant, set)));
        return ([.. sample.Objects.Select(item => item.Subject).OfType<Subject>()], EgressPolicy.Default);
    }

    private sealed record Said(string Step, Subject Item, Finding Finding);
}
