using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.Threats;

/// <summary>Threats 7 and 18: who listens, or reads what the guard writes down, learns nothing of what objects hold.</summary>
public sealed class SecrecyTests(SharedCluster shared)
{
    private const string Secret = "s3cr3t-of-the-shop";

    [Fact]
    public async Task Neither_answer_nor_log_nor_metrics_repeat_what_no_rule_is_about()
    {
        var pod = Given.PodWith($"hostNetwork: true, containers: [{{name: app, image: registry.example.com/app:1.0.0, env: [{{name: TOKEN, value: {Secret}}}]}}]")
            .Annotated("note", Secret);

        var answer = await shared.Guard.RefusesAsync("EG302", Ask.Create(pod));
        var metrics = await shared.Guard.Webhook.Admin.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.DoesNotContain(Secret, answer.Message + string.Concat(answer.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(shared.Guard.Webhook.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(shared.Guard.Api.Objects("events"), item => item.ToJsonString().Contains(Secret, StringComparison.Ordinal));
    }
}
