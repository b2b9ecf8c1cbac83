using EgressGuard.Webhook.Admission;
using EgressGuard.Webhook.Configuration;
using EgressGuard.Webhook.Draining;
using EgressGuard.Webhook.Health;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Listening;
using EgressGuard.Webhook.Live;
using EgressGuard.Webhook.Logging;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Telemetry;
using EgressGuard.Webhook.Tls;
using EgressGuard.Webhook.Welcome;

try
{
    if (WebhookCommand.Read(args, Environment.GetEnvironmentVariable) is not { } options)
    {
        return 0; // --help and --version have had their answer
    }

    var signals = OtlpSignals.Read(Environment.GetEnvironmentVariable);

    // Everything that can be wrong with files is told before anything listens.
    var basis = StartBasis.Read(options);
    using var cluster = ClusterApi.Connect(options);
    var refusals = new ClientRefusals();
    var certificates = TlsServices.FirstCertificate(options, refusals);

    // Before the host, so that no instrument is missed, and disposed after it, so that the last spans are sent.
    using var export = OtlpExport.Start(signals);

    var isStarted = false;
    var builder = BareHost.CreateBuilder();
    builder.AddConsoleLogging(options, () => isStarted);
    builder.AddListeners(options, certificates);
    builder.Services.AddSingleton(options);
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddMetricsExport();
    builder.Services.AddServingCertificate(options, cluster, certificates, refusals);
    builder.Services.AddJudging(options, basis);
    builder.Services.AddLiveCluster(options, cluster);
    builder.Services.AddAdmission();
    builder.Services.AddHealth();
    builder.Services.AddDraining(options);

    await using var app = builder.Build();
    app.UseLastResort();
    app.UseConnectionTurnover();
    app.MapAdmissionListener();
    app.MapAdminListener();

    try
    {
        await app.BindAsync();
    }
    catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
    {
        return 0; // asked to stop before it listened
    }

    isStarted = true;
    StartReport.Give(app, options, basis, certificates);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (StartException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return exception.ExitCode;
}
