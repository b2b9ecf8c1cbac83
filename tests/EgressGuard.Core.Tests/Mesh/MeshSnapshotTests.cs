using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Tests.Mesh;

/// <summary>The snapshot's indexes against a list that is searched from end to end.</summary>
public sealed class MeshSnapshotTests
{
    private static readonly string[] Hosts =
    [
        "a.example.com", "b.example.com", "*.example.com", "example.com", "*.com", "*example.com", "reviews", "*", "A.Example.com.",
        "reviews.shop.svc.cluster.local", "*.svc.cluster.local", ".example.com", "a.b.example.com", "*.b.example.com", "*b.example.com", "*.", "com.",
    ];

    private static readonly string[] Namespaces = ["shop", "billing"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Finds_what_a_search_of_everything_finds_after_any_changes(int seed)
    {
        var random = new Random(seed);
        var mesh = MeshSnapshot.Empty;
        var naive = new Dictionary<(ObjectKind, ObjectRef), KubeObject>();
        for (var step = 0; step < 400; step++)
        {
            var reference = new ObjectRef(Pick(random, Namespaces), "o" + random.Next(6));
            KubeObject changed = random.Next(2) == 0 ? RandomEntry(random) : RandomService(random);
            if (random.Next(3) == 0)
            {
                mesh = mesh.Without(changed.Kind, reference);
                naive.Remove((changed.Kind, reference));
            }
            else
            {
                mesh = mesh.With(changed, reference);
                naive[(changed.Kind, reference)] = changed;
            }

            var host = Pick(random, Hosts);
            Assert.Equal(Entries(naive, other => Same(other, host)), mesh.ServiceEntriesDeclaring(host));
            Assert.Equal(Entries(naive, other => Overlap(other, host)), mesh.ServiceEntriesOverlapping(host));
            Assert.Equal(Services(naive, spec => spec.Hosts, other => Overlap(other, host)), mesh.VirtualServicesOverlapping(host));
            Assert.Equal(Services(naive, DestinationsOf, other => Same(other, host)), mesh.VirtualServicesSendingTo(host));
            Assert.Equal(naive.Keys.Count(key => key.Item1 == ObjectKind.ServiceEntry), mesh.Count(ObjectKind.ServiceEntry));
        }
    }

    [Fact]
    public void Leaves_the_former_snapshot_as_it_was()
    {
        var reference = new ObjectRef("shop", "httpbin");
        var before = MeshSnapshot.Empty.With(new ServiceEntry { Spec = new ServiceEntrySpec { Hosts = ["httpbin.org"] } }, reference);

        var after = before.Without(ObjectKind.ServiceEntry, reference);

        Assert.Equal([reference], before.ServiceEntriesDeclaring("httpbin.org"));
        Assert.Empty(after.ServiceEntriesDeclaring("httpbin.org"));
        Assert.Null(after.FindServiceEntry(reference));
    }

    [Fact]
    public void Expands_short_names_with_the_domain_of_the_cluster()
    {
        var service = new VirtualService { Spec = new VirtualServiceSpec { Hosts = ["reviews"] } };
        var mesh = MeshSnapshot.Empty.With(service, new ObjectRef("shop", "reviews")).ForDomain("corp.internal");

        Assert.Equal("corp.internal", mesh.ClusterDomain);
        Assert.NotEmpty(mesh.VirtualServicesOverlapping("reviews.shop.svc.corp.internal"));
        Assert.Empty(mesh.VirtualServicesOverlapping("reviews.shop.svc.cluster.local"));
    }

    [Fact]
    public void Tells_a_known_absence_from_an_unknown_one()
    {
        Assert.True(MeshSnapshot.Empty.Knows(ObjectKind.VirtualService));
        Assert.False(MeshSnapshot.Unknown.Knows(ObjectKind.VirtualService));
        var some = MeshSnapshot.Unknown.Knowing(ObjectKind.Gateway);
        Assert.True(some.Knows(ObjectKind.Gateway));
        Assert.False(some.Knows(ObjectKind.VirtualService));
    }

    [Fact]
    public void Finds_the_roots_of_a_delegate()
    {
        var root = new VirtualService
        {
            Spec = new VirtualServiceSpec
            {
                Hosts = ["httpbin.org"],
                Http = [new HttpRoute { Delegate = new DelegateReference { Name = "routes", Namespace = "platform" } }],
            },
        };
        var mesh = MeshSnapshot.Empty.With(root, new ObjectRef("shop", "root"));

        Assert.Equal(
            [new ObjectRef("platform", "routes"), new ObjectRef("shop", "root")],
            mesh.RootsOf(new ObjectRef("platform", "routes")));
    }

    private static IEnumerable<ObjectRef> Entries(Dictionary<(ObjectKind, ObjectRef), KubeObject> objects, Func<string, bool> fits) =>
        from entry in objects
        where entry.Value is ServiceEntry { Spec: { } spec } && spec.Hosts.Any(fits)
        orderby entry.Key.Item2
        select entry.Key.Item2;

    private static IEnumerable<ObjectRef> Services(
        Dictionary<(ObjectKind, ObjectRef), KubeObject> objects,
        Func<VirtualServiceSpec, IEnumerable<string>> hosts,
        Func<string, bool> fits) =>
        from entry in objects
        where entry.Value is VirtualService { Spec: { } spec }
            && hosts(spec).Any(host => fits(host == "reviews" ? $"reviews.{entry.Key.Item2.Namespace}.svc.cluster.local" : host))
        orderby entry.Key.Item2
        select entry.Key.Item2;

    private static bool Same(string left, string right) => HostName.Normalize(left) == HostName.Normalize(right);

    private static bool Overlap(string left, string right) => HostName.Overlap(HostName.Normalize(left), HostName.Normalize(right));

    private static IEnumerable<string> DestinationsOf(VirtualServiceSpec spec) =>
        spec.Tcp.SelectMany(route => route.Route).Select(route => route.Destination!.Host!);

    private static ServiceEntry RandomEntry(Random random) => new() { Spec = new ServiceEntrySpec { Hosts = RandomHosts(random) } };

    private static VirtualService RandomService(Random random) => new()
    {
        Spec = new VirtualServiceSpec
        {
            Hosts = RandomHosts(random),
            Tcp = [new TcpRoute { Route = [.. RandomHosts(random).Select(host => new RouteDestination { Destination = new Destination { Host = host } })] }],
        },
    };

    private static string[] RandomHosts(Random random) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(random, Hosts))];

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}
