using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Admission;
using EgressGuard.Webhook.Tests.Live;
using EgressGuard.Webhook.Tests.Running;
using Microsoft.Extensions.Logging;

namespace EgressGuard.Webhook.Tests.Logging;

/// <summary>Objects hold secrets: whatever their fields say, and whatever goes wrong with them, the log does not repeat it.</summary>
public sealed class LoggedContentTests
{
    private const string Marker = "mark3r";

    /// <summary>Reviews with the marker wherever an object can have a text, and nowhere in the envelope.</summary>
    private static readonly (string What, string Review)[] Reviews =
    [
        (
            "a ServiceEntry that is refused",
            Review("networking.istio.io", "ServiceEntry", """
                {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry",
                "metadata":{"name":"cnn","labels":{"mark3r":"mark3r"},"annotations":{"mark3r":"mark3r"},"managedFields":[{"manager":"mark3r"}]},
                "spec":{"hosts":["mark3r.example.com"],"exportTo":["mark3r"],"resolution":"NONE","subjectAltNames":["mark3r"],
                "endpoints":[{"address":"mark3r.example.com","labels":{"mark3r":"mark3r"}}],"ports":[{"number":443,"name":"mark3r","protocol":"TLS"}]} }
                """)
        ),
        (
            "a Pod that is refused",
            Review("", "Pod", """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"app","labels":{"sidecar.istio.io/inject":"false","mark3r":"mark3r"},
                "annotations":{"traffic.sidecar.istio.io/excludeOutboundPorts":"mark3r","proxy.istio.io/config":"{mark3r"} },
                "spec":{"hostNetwork":true,"serviceAccountName":"mark3r","containers":[{"name":"mark3r","image":"mark3r","command":["mark3r"],
                "env":[{"name":"PASSWORD","value":"mark3r"}],"securityContext":{"runAsUser":1337,"capabilities":{"add":["mark3r","NET_ADMIN"]} } }]} }
                """)
        ),
        (
            "a VirtualService that is refused",
            Review("networking.istio.io", "VirtualService", """
                {"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"cnn"},
                "spec":{"hosts":["mark3r.example.com"],"gateways":["mark3r"],"http":[{"name":"mark3r","headers":{"request":{"set":{"authorization":"mark3r"} } },
                "route":[{"destination":{"host":"mark3r.example.com","subset":"mark3r"} }]}]} }
                """)
        ),
        ("a value of another type", Review("networking.istio.io", "ServiceEntry", """{"metadata":{"name":"cnn"},"spec":{"hosts":"mark3r","ports":"mark3r"} }""")),
        ("a value that is unknown", Review("networking.istio.io", "ServiceEntry", """{"metadata":{"name":"cnn"},"spec":{"hosts":["a.example.com"],"resolution":"mark3r"} }""")),
        ("a member twice", Review("networking.istio.io", "ServiceEntry", """{"metadata":{"name":"cnn"},"spec":{"mark3r":1,"mark3r":2,"hosts":[],"hosts":["mark3r"]} }""")),
        ("an object that is a text", Review("", "Pod", "\"mark3r\"")),
        ("half an escape", Review("", "Pod", """{"metadata":{"name":"mark3r\ud800"},"spec":{"containers":[{"name":"mark3r"}]} }""")),
        ("an object that breaks off", Review("", "Pod", """{"metadata":{"mark3r":"mark3r" mark3r """)),
        ("a policy of ours that is invalid", Review("egressguard.io", "EgressPolicy", """{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","metadata":{"name":"default"},"spec":{"mark3r":"mark3r","enforcement":"mark3r"} }""")),
        ("an exemption of ours that is invalid", Review("egressguard.io", "EgressExemption", """{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressExemption","metadata":{"name":"x"},"spec":{"rules":["mark3r"],"reason":"mark3r","owner":"mark3r"} }""")),
        ("an object instead of a review", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"mark3r"},"stringData":{"password":"mark3r"} }"""),
        ("an object that breaks off instead of a review", """{"apiVersion":"v1","kind":"Secret","stringData":{"password":mark3r"""),
    ];

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Nothing_of_an_object_is_in_the_log(string format)
    {
        await using var webhook = await WebhookProcess.StartAsync("--log-format", format, "--log-level", "debug", "--drain-seconds", "0");

        foreach (var (what, review) in Reviews)
        {
            Assert.Contains(Marker, review, StringComparison.Ordinal);
            foreach (var path in (IEnumerable<string>)["/validate", "/mutate"])
            {
                // Each has a marker of its own, so that a line that has one tells whose it is.
                using var response = await webhook.PostAsync(path, Encoding.UTF8.GetBytes(review.Replace(Marker, Marker + Of(what), StringComparison.Ordinal)));
            }
        }

        // All is written at the end of the process.
        await webhook.SignalAsync("TERM");
        await webhook.WaitForExitAsync();
        Assert.True(webhook.Lines.Count > 2 * Reviews.Length, "a line for every review");
        Assert.DoesNotContain(webhook.Lines, line => line.Contains(Marker, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nothing_of_the_clusters_objects_is_in_the_log_either()
    {
        await using var world = await LiveWorld.WithoutWebhookAsync();
        // Of these the place and the reason are told.
        foreach (var spec in (IEnumerable<string>)["""{"hosts":"mark3r"}""", """{"hosts":["mark3r.example.com"],"ports":[{"number":"mark3r"}]}"""])
        {
            world.Cluster.Put(
                $$"""{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"se-{{spec.Length}}","namespace":"shop","labels":{"mark3r":"mark3r"} },"spec":{{spec}} }""");
        }

        world.PutServiceEntry("open", "mark3r.example.com");
        world.PutPod("legacy-batch-1");
        await world.StartWebhookAsync("--log-format", "json", "--log-level", "debug", "--drain-seconds", "0");

        await world.ReviewRivalAsync("mark3r.example.com");
        await world.MetricAsync(value => value >= 1, "egressguard_audit_rounds_total");
        await world.MetricAsync(value => value >= 1, "egressguard_events_total", ("result", "written"));
        await world.Webhook.SignalAsync("TERM");
        await world.Webhook.WaitForExitAsync();
        Assert.Contains(world.Webhook.Lines, line => line.Contains("cannot be read", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Webhook.Lines, line => line.Contains(Marker, StringComparison.OrdinalIgnoreCase));
    }

    private static string Of(string what) => what.Replace(' ', '-');

    [Fact]
    public void A_fault_is_told_by_its_type_and_its_place_alone()
    {
        var lines = new List<string>();
        var answer = new AdmissionAnswer
        {
            Uid = Samples.Uid,
            Request = new AdmissionRequest { Operation = "CREATE", Kind = "Pod", Namespace = "shop", Name = "app" },
            Code = RefusalCode.InternalError,
            Message = "It failed.",
            Fault = Fault(),
        };

        new DecisionLog(new TextLogger(lines), TimeProvider.System).Decision(AdmissionPhase.Validate, answer, TimeSpan.FromMilliseconds(1.5));

        var text = string.Join('\n', lines);
        Assert.Contains("denied validate CREATE Pod shop/app user=- code=500", text, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", text, StringComparison.Ordinal);
        Assert.Contains("caused by System.FormatException", text, StringComparison.Ordinal);
        Assert.Contains(nameof(Fault), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, text, StringComparison.OrdinalIgnoreCase);
    }

    private static InvalidOperationException Fault()
    {
        try
        {
            throw new InvalidOperationException("cannot read mark3r", new FormatException("mark3r"));
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    private static string Review(string group, string kind, string json) =>
        $$$"""
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"{{{Samples.Uid}}}","operation":"CREATE",
        "kind":{"group":"{{{group}}}","version":"v1","kind":"{{{kind}}}"},"namespace":"shop","name":"cnn",
        "userInfo":{"username":"alice"},"object":{{{json}}},"oldObject":null}}
        """;

    /// <summary>Keeps the text and the exception, as every form of the log writes them.</summary>
    private sealed class TextLogger(List<string> lines) : ILogger<DecisionLog>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{formatter(state, exception)} {exception}");
    }
}
