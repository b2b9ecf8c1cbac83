using System.Globalization;
using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Tests.Feed;

/// <summary>
/// Whatever happens to objects, and whatever goes wrong on the way: once nothing goes wrong any more, the mesh is what the server has.
/// The seed is fixed, so that a build is green or red for the same reason everywhere; EGRESSGUARD_SEED=n tries other histories,
/// EGRESSGUARD_FEED_CASES=n more or fewer.
/// </summary>
public sealed class ConvergenceTests
{
    private static readonly (ObjectKind Kind, string Plural, string[] Versions)[] Kinds =
    [
        (ObjectKind.ServiceEntry, "serviceentries", ["v1", "v1beta1"]), (ObjectKind.VirtualService, "virtualservices", ["v1", "v1alpha3"]),
        (ObjectKind.Namespace, "namespaces", ["v1"]),
    ];

    private static int Cases { get; } = Setting("EGRESSGUARD_FEED_CASES", 2000);

    private static int Seed { get; } = Setting("EGRESSGUARD_SEED", 20_261_121);

    [Fact]
    public void The_mesh_becomes_what_the_server_has()
    {
        for (var i = 0; i < Cases; i++)
        {
            Converges(unchecked(Seed + i));
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static void Converges(int seed)
    {
        var random = new Random(seed);
        using var world = new FeedWorld(random.NextDouble);
        var history = new RandomHistory(world.Cluster, random, [.. Kinds.Select(kind => (kind.Plural, kind.Versions))]);
        history.Begin();
        world.Start();
        for (var step = random.Next(10, 40); step > 0; step--)
        {
            history.Step();
            if (random.Next(3) > 0)
            {
                world.World.Pass(random.Next(12) == 0 ? random.Next(700) : random.NextDouble() * 4);
            }
        }

        history.Mend();

        // Longer than the longest silence, pause, absence and watch together: this server is so quiet that only the end of a watch is heard.
        world.World.Pass(630 + 60 + 60 + 600);
        foreach (var (kind, plural, _) in Kinds)
        {
            Assert.True(world.Mesh.Knows(kind));
            Assert.Equal(
                world.Cluster[plural].Objects.Values.Select(item => $"seed {seed}: {kind} {item.Reference} {item.Version}"),
                world.Mesh.All(kind).OrderBy(entry => entry.Key)
                    .Select(entry => $"seed {seed}: {kind} {entry.Key} {entry.Value.Metadata.Label("version")}"));
            Assert.Null(world.Feed.BrokenSince(kind));
        }

        Assert.True(world.Feed.IsReady);
        AssertTold(world);
        AssertIndexed(world);
    }

    /// <summary>Whoever heard every change knows the mesh.</summary>
    private static void AssertTold(FeedWorld world)
    {
        var heard = new Dictionary<(ObjectKind, ObjectRef), KubeObject>();
        foreach (var change in world.Changes.SelectMany(changes => changes.Changed))
        {
            var key = (change.Kind, change.Reference);
            Assert.Same(heard.GetValueOrDefault(key), change.Before);
            if (change.After is null)
            {
                heard.Remove(key);
            }
            else
            {
                heard[key] = change.After;
            }
        }

        Assert.Equal(heard.Count, Kinds.Sum(kind => world.Mesh.Count(kind.Kind)));
        Assert.All(heard, entry => Assert.Same(entry.Value, world.Mesh.Find(entry.Key.Item1, entry.Key.Item2)));
    }

    private static void AssertIndexed(FeedWorld world)
    {
        var expected = world.Mesh.All(ObjectKind.ServiceEntry)
            .SelectMany(entry => ((ServiceEntry)entry.Value).Spec!.Hosts.Select(host => (host, entry.Key)))
            .ToLookup(entry => entry.host, entry => entry.Key);
        Assert.All(RandomHistory.Hosts, host => Assert.Equal(expected[host].Order(), world.Mesh.ServiceEntriesDeclaring(host)));
    }
}
