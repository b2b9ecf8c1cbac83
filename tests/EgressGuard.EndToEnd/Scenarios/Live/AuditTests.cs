using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Scenarios.Live;

/// <summary>What the guard writes into the cluster: reports, Events and statuses.</summary>
public sealed class AuditTests(World world) : LiveScenario(world)
{
    [Fact]
    public async Task What_came_in_unseen_is_reported_until_it_is_gone()
    {
        await World.Guard.KillAsync();
        try
        {
            // Pods fail open: nobody judges this one when it is created.
            var pod = await Kube.CreateAsync(Samples.Pod(Namespace, "unseen"));
            Assert.True(pod.IsSuccess, pod.ToString());
        }
        finally
        {
            await World.Guard.StartAsync();
            await World.WaitUntilGuardedAsync();
        }

        await ReportAsync("to name the pod under EG307", report => NamesOf(report, "EG307").Contains("unseen"));
    }

    [Fact]
    public async Task A_refusal_is_an_Event_of_the_namespace()
    {
        var refused = await Kube.CreateAsync(Samples.OpenServiceEntry(Namespace, "open"));
        Assert.True(refused.IsDenied, refused.ToString());

        await Wait.ForAsync("an Event EgressDenied about the ServiceEntry", async () =>
        {
            var events = await Kube.GetAsync(Types.Event.PathOf(Namespace));
            return (events.IsSuccess && events.Object["items"]!.AsArray().Any(item =>
                (string?)item!["reason"] == "EgressDenied"
                && (string?)item["regarding"]!["name"] == "open"
                && ((string?)item["note"])!.Contains("EG102", StringComparison.Ordinal)), events.ToString());
        });
    }

    [Fact]
    public async Task An_exemption_says_that_it_is_active()
    {
        var exemption = await CreateAsync(Samples.Exemption(Namespace, Namespace, DateTimeOffset.UtcNow.AddDays(1)));
        var reference = KubeClient.Reference(exemption.Object);
        try
        {
            await Wait.ForAsync("the exemption's condition Active", async () =>
            {
                var now = await Kube.GetAsync(Types.Exemption, reference);
                return (now.Object["status"]?["conditions"]?.AsArray().Any(condition =>
                    (string?)condition!["type"] == "Active" && (string?)condition["status"] == "True") ?? false, now.ToString());
            });
        }
        finally
        {
            await Kube.DeleteAsync(Types.Exemption, reference);
        }
    }

    private Task ReportAsync(string what, Func<JsonObject, bool> isThere) => Wait.ForAsync($"the report {what}", async () =>
    {
        var report = await Kube.GetAsync(Types.Report, new ObjectRef(Namespace, "egressguard"));
        return (report.IsSuccess && isThere(report.Object), report.ToString());
    });

    private static IEnumerable<string> NamesOf(JsonObject report, string rule) => report["results"]!.AsArray()
        .Where(result => ((string?)result!["rule"])!.Contains(rule, StringComparison.Ordinal))
        .SelectMany(result => result!["resources"]!.AsArray().Select(resource => (string)resource!["name"]!));
}
