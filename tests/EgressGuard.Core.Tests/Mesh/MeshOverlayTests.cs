using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Tests.Mesh;

/// <summary>An object laid over a mesh for one review gives the answers of the mesh in which it really is.</summary>
public sealed class MeshOverlayTests
{
    private static readonly string[] Hosts =
    [
        "a.example.com", "b.example.com", "*.example.com", "example.com", "*.com", "*example.com", "reviews", "*", "A.Example.com.",
        "reviews.shop.svc.cluster.local", "*.svc.cluster.local", "a.b.example.com", "*.b.example.com",
    ];

    private static readonly string[] Namespaces = ["shop", "billing"];
    private static readonly string[] Names = ["one", "two", "three"];
    private static readonly ObjectKind[] RouteKinds = [ObjectKind.HTTPRoute, ObjectKind.TLSRoute];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Answers_as_if_the_object_were_there(int seed)
    {
        var random = new Random(seed);
        var mesh = MeshSnapshot.Empty;
        for (var step = 0; step < 300; step++)
        {
            var (value, reference) = (RandomObject(random), RandomReference(random));
            var isGone = random.Next(3) == 0;
            var expected = isGone ? mesh.Without(value.Kind, reference) : mesh.With(value, reference);

            var overlaid = mesh.Overlaid(value.Kind, reference, isGone ? null : value);

            AssertSame(expected, overlaid);
            AssertSame(expected.With(value, new ObjectRef("shop", "other")), overlaid.With(value, new ObjectRef("shop", "other")));
            AssertSame(mesh, overlaid.Overlaid(value.Kind, reference, mesh.Find(value.Kind, reference)));
            mesh = random.Next(2) == 0 ? expected : mesh;
        }
    }

    [Fact]
    public void Lies_over_another_overlay()
    {
        var (first, second) = (new ObjectRef("shop", "first"), new ObjectRef("shop", "second"));
        var mesh = MeshSnapshot.Empty
            .Overlaid(ObjectKind.ServiceEntry, first, Entry(["a.example.com"]))
            .Overlaid(ObjectKind.ServiceEntry, second, Entry(["a.example.com"]));

        Assert.Equal([first, second], mesh.ServiceEntriesDeclaring("a.example.com"));
    }

    [Fact]
    public void Leaves_the_mesh_as_it_was()
    {
        var reference = new ObjectRef("shop", "api");
        var mesh = MeshSnapshot.Empty.With(Entry(["a.example.com"]), reference);

        _ = mesh.Overlaid(ObjectKind.ServiceEntry, reference, null);

        Assert.Equal([reference], mesh.ServiceEntriesDeclaring("a.example.com"));
    }

    [Fact]
    public void Is_none_for_kinds_that_no_rule_looks_up()
    {
        Assert.Same(MeshSnapshot.Empty, MeshSnapshot.Empty.Overlaid(ObjectKind.Pod, new ObjectRef("shop", "web"), new Pod()));
    }

    private static void AssertSame(MeshSnapshot expected, MeshSnapshot actual)
    {
        foreach (var host in Hosts)
        {
            Assert.Equal(expected.ServiceEntriesDeclaring(host), actual.ServiceEntriesDeclaring(host));
            Assert.Equal(expected.ServiceEntriesOverlapping(host), actual.ServiceEntriesOverlapping(host));
            Assert.Equal(expected.VirtualServicesOverlapping(host), actual.VirtualServicesOverlapping(host));
            Assert.Equal(expected.VirtualServicesSendingTo(host), actual.VirtualServicesSendingTo(host));
            Assert.Equal(expected.VirtualServicesForServerName(host), actual.VirtualServicesForServerName(host));
            Assert.Equal(expected.VirtualServicesWithServerName(host), actual.VirtualServicesWithServerName(host));
            Assert.All(Namespaces, name => Assert.Equal(expected.DestinationRulesOverlapping(host, name), actual.DestinationRulesOverlapping(host, name)));
        }

        foreach (var name in Namespaces)
        {
            Assert.Equal(expected.ServiceEntriesOf(name), actual.ServiceEntriesOf(name));
            Assert.Equal(expected.ServiceEntriesFor(name), actual.ServiceEntriesFor(name));
            Assert.Equal(expected.VirtualServicesFor(name), actual.VirtualServicesFor(name));
            Assert.Equal(expected.SidecarsOf(name), actual.SidecarsOf(name));
            Assert.True(actual.MayHaveDestinationRules(name) || !expected.MayHaveDestinationRules(name));
            foreach (var reference in Names.Select(item => new ObjectRef(name, item)))
            {
                Assert.Equal(expected.VirtualServicesBoundTo(reference), actual.VirtualServicesBoundTo(reference));
                Assert.Equal(expected.RootsOf(reference), actual.RootsOf(reference));
                Assert.All(RouteKinds, kind => Assert.Equal(expected.RoutesFor(kind, reference), actual.RoutesFor(kind, reference)));
                Assert.All(MeshSnapshot.Kinds, kind => Assert.Same(expected.Find(kind, reference), actual.Find(kind, reference)));
            }
        }

        foreach (var kind in MeshSnapshot.Kinds)
        {
            Assert.Equal(expected.Count(kind), actual.Count(kind));
            Assert.Equal(expected.All(kind).OrderBy(item => item.Key), actual.All(kind).OrderBy(item => item.Key));
        }

        Assert.Equal(expected.Gateways.Keys.Order(), actual.Gateways.Keys.Order());
    }

    private static KubeObject RandomObject(Random random) => random.Next(7) switch
    {
        0 => Entry(RandomHosts(random)) with { Metadata = new ObjectMeta { Name = "x" } },
        1 => new VirtualService
        {
            Spec = new VirtualServiceSpec
            {
                Hosts = random.Next(4) == 0 ? [] : RandomHosts(random),
                Gateways = random.Next(2) == 0 ? [] : ["mesh", RandomReference(random).ToString()],
                ExportTo = random.Next(2) == 0 ? [] : [".", "billing"],
                Http = [new HttpRoute { Delegate = new DelegateReference { Name = Pick(random, Names), Namespace = Pick(random, Namespaces) } }],
                Tls =
                [
                    new TlsRoute
                    {
                        Match = [new RouteMatch { SniHosts = RandomHosts(random) }],
                        Route = [new RouteDestination { Destination = new Destination { Host = Pick(random, Hosts) } }],
                    },
                ],
            },
        },
        2 => new DestinationRule { Spec = new DestinationRuleSpec { Host = Pick(random, Hosts) } },
        3 => new Sidecar { Spec = new SidecarSpec() },
        4 => new Gateway { Spec = new GatewaySpec() },
        5 => new Namespace(),
        _ => new KubernetesRoute
        {
            RouteKind = Pick(random, RouteKinds),
            Spec = new KubernetesRouteSpec
            {
                ParentRefs = [new ParentReference { Group = "networking.istio.io", Kind = "ServiceEntry", Name = Pick(random, Names) }],
            },
        },
    };

    private static ServiceEntry Entry(string[] hosts) => new() { Spec = new ServiceEntrySpec { Hosts = hosts, ExportTo = hosts.Length % 2 == 0 ? ["."] : ["*"] } };

    /// <summary>A few, and now and then more than are looked through one by one.</summary>
    private static string[] RandomHosts(Random random) =>
        [.. Enumerable.Range(0, random.Next(4) == 0 ? 12 : random.Next(1, 4)).Select(_ => Pick(random, Hosts))];

    private static ObjectRef RandomReference(Random random) => new(Pick(random, Namespaces), Pick(random, Names));

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];
}
