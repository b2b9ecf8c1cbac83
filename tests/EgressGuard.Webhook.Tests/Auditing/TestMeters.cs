using System.Diagnostics.Metrics;
using EgressGuard.Webhook.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>Makes meters and adds up what their counters count: by instrument, and by instrument and result.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];
    private readonly MeterListener _listener = new();

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Contains(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var key = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
            Counters[key] = Counters.GetValueOrDefault(key) + (int)value;
        });
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            Gauges[string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")])] = (int)value);
        _listener.Start();
    }

    /// <summary>The meter, in place of the one that the webhook makes.</summary>
    public EgressMeter Meter => new(this, new MetricRegistry(this, NullLogger<MetricRegistry>.Instance));

    public Dictionary<string, int> Counters { get; } = [];

    public Dictionary<string, int> Gauges { get; } = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }
}
