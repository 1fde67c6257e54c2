using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Inspection.Faults;

/// <summary>A note that a writer sent, under a key of its own, until it was acknowledged.</summary>
internal sealed record Note(Guid Recommendation, string Text)
{
    public int Attempts { get; set; }

    /// <summary>The stream's version as the answer says, once there was one.</summary>
    public int? Version { get; set; }
}

/// <summary>People who write progress notes through the API, and send each again until it is acknowledged.</summary>
internal sealed class Notes(string token, IReadOnlyList<Guid> recommendations) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(40) };
    private readonly string campaign = Guid.NewGuid().ToString("n")[..8];
    private int last;

    public ConcurrentBag<Note> Sent { get; } = [];

    /// <summary>Answers that are neither a success nor a failure that passes.</summary>
    public ConcurrentBag<string> Strange { get; } = [];

    public IEnumerable<Note> Acknowledged => Sent.Where(note => note.Version is not null);

    /// <summary>The recommendations that a host has.</summary>
    public static async Task<Notes> At(string address, string token)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var list = await client.GetFromJsonAsync<JsonElement>($"{address}/api/recommendations");
        return new(
            token,
            [.. list.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetGuid())]
        );
    }

    public Note Next()
    {
        var number = Interlocked.Increment(ref last);
        var note = new Note(recommendations[number % recommendations.Count], $"Note {number} of {campaign}");
        Sent.Add(note);
        return note;
    }

    /// <summary>Writes notes until told to stop; one that is not acknowledged is sent again first.</summary>
    public async Task Write(Func<string> address, CancellationToken stop, int atMost = int.MaxValue)
    {
        for (var written = 0; written < atMost && !stop.IsCancellationRequested; written++)
        {
            var note = Next();

            while (!await Send(address(), note) && !stop.IsCancellationRequested)
                await Task.Delay(50, CancellationToken.None);

            await Task.Delay(5, CancellationToken.None);
        }
    }

    /// <summary>Whether it was acknowledged.</summary>
    public async Task<bool> Send(string address, Note note)
    {
        try
        {
            using var answer = await Ask(address, note);
            note.Attempts++;

            if (!answer.IsSuccessStatusCode)
            {
                if ((int)answer.StatusCode is not (409 or 500 or 503))
                    Strange.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                return false;
            }

            var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var stream = receipt.GetProperty("streams").EnumerateArray().Single();
            note.Version = stream.GetProperty("version").GetInt32();
            return true;
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
        {
            note.Attempts++;
            return false;
        }
    }

    public Task<HttpResponseMessage> Ask(string address, Note note) =>
        Post($"{address}/api/recommendations/{note.Recommendation}/notes", note.Text, new { note.Text });

    /// <summary>Sends a command under a key.</summary>
    public async Task<HttpResponseMessage> Post(string address, string key, object command)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Idempotency-Key", key);
        request.Content = JsonContent.Create(command);
        return await client.SendAsync(request);
    }

    public void Dispose() => client.Dispose();
}
