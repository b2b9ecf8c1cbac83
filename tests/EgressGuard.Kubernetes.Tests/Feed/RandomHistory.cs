using System.Text.Json;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Tests.Virtual;

namespace EgressGuard.Kubernetes.Tests.Feed;

/// <summary>What happens to the objects of a server, and what goes wrong with its lists and watches, by chance.</summary>
internal sealed class RandomHistory(FakeCluster cluster, Random random, (string Plural, string[] Versions)[] kinds)
{
    public static string[] Hosts { get; } = ["a.example.com", "b.example.com", "c.example.com"];

    /// <summary>The objects that are there from the start. Some servers make pages small by having many.</summary>
    public void Begin()
    {
        foreach (var (plural, versions) in kinds)
        {
            cluster[plural].Served.Clear();
            cluster[plural].Served.Add(versions[random.Next(versions.Length)]);
        }

        for (var count = random.Next(20); count > 0; count--)
        {
            Put(Pick(kinds).Plural);
        }

        if (random.Next(20) == 0)
        {
            for (var i = 0; i < 510; i++)
            {
                cluster.Put("namespaces", "", $"many-{i}");
            }
        }
    }

    public void Step()
    {
        var plural = Pick(kinds).Plural;
        switch (random.Next(10))
        {
            case < 3:
                Put(plural);
                break;
            case < 5:
                var kind = cluster[plural];
                if (kind.Objects.Count > 0)
                {
                    var reference = kind.Objects.Keys.ElementAt(random.Next(kind.Objects.Count));
                    cluster.Delete(plural, reference.Namespace, reference.Name);
                }

                break;
            default:
                GoWrong(plural, cluster[plural]);
                break;
        }
    }

    /// <summary>Nothing goes wrong from now on. Watches that fell silent stay so.</summary>
    public void Mend()
    {
        foreach (var (plural, versions) in kinds)
        {
            cluster[plural].ListFaults.Clear();
            cluster[plural].WatchFaults.Clear();
            if (cluster[plural].Served.Count == 0)
            {
                cluster[plural].Served.Add(versions[0]);
            }
        }
    }

    private void GoWrong(string plural, FakeKind kind)
    {
        switch (random.Next(15))
        {
            case 0:
                kind.Close();
                break;
            case 1:
                kind.Break(Pick<Exception>([new IOException("reset"), new HttpRequestException("reset"), new TaskCanceledException("gave up")]));
                break;
            case 2:
                kind.Break(new JsonException("cut off"));
                break;
            case 3:
                var (code, reason) = Pick([(410, "Expired"), (429, "TooManyRequests"), (500, "InternalError"), (400, "BadRequest"), (403, "Forbidden")]);
                kind.Error(code, reason);
                break;
            case 4:
                kind.FallSilent();
                break;
            case 5:
                kind.Send(new WatchEvent("RENAMED", Anything(kind.Kind)));
                break;
            case 6:
                kind.Send(new WatchEvent(Pick(["ADDED", "DELETED"]), Anything("Pod")));
                break;
            case 7:
                kind.Send(new WatchEvent("MODIFIED", FakeKind.Bytes(Pick(["{}", "{\"metadata\":", "7"]))));
                break;
            case 8:
                cluster.Bookmark(plural);
                break;
            case 9:
                cluster.Elsewhere();
                break;
            case 10:
                kind.Forgotten = int.Parse(cluster.Version.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
                kind.Close();
                break;
            case 11:
                kind.Served.Clear();
                kind.Close();
                break;
            case 12:
                Mend();
                break;
            case 13:
                kind.ListFaults.Enqueue(Fault());
                kind.Error(410, "Expired");
                break;
            default:
                kind.WatchFaults.Enqueue(Fault());
                kind.Close();
                break;
        }
    }

    private Exception? Fault() => random.Next(4) == 0
        ? Pick<Exception?>([null, new HttpRequestException("refused"), new IOException("reset"), new TaskCanceledException("gave up"), new JsonException("cut off")])
        : FakeCluster.Error(Pick([401, 403, 410, 429, 500, 503, 504]), "", random.Next(5) == 0 ? TimeSpan.FromSeconds(random.Next(20)) : null);

    private void Put(string plural) => cluster.Put(
        plural, plural == "namespaces" ? "" : Pick(["shop", "payments"]), $"object-{random.Next(8)}",
        plural == "namespaces" ? "\"spec\":{}" : FeedWorld.HostOf(Pick(Hosts)));

    private static ReadOnlyMemory<byte> Anything(string kind) => FakeKind.Bytes(
        $$$"""{"kind":"{{{kind}}}","metadata":{"name":"object-1","namespace":"shop","resourceVersion":"1-99999"},"spec":{} }""");

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
