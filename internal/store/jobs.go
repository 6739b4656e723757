package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// JobID is a job's number in this store; later jobs have higher ones.
type JobID int64

// JobState is how far a job is.
type JobState string

// The states of a job. The first three are unfinished.
const (
	JobQueued    JobState = "queued"
	JobRunning   JobState = "running"
	JobPaused    JobState = "paused"
	JobDone      JobState = "done"      // ended by itself, failures or not
	JobFailed    JobState = "failed"    // could not go on: Job.Error says why
	JobCancelled JobState = "cancelled" // the user ended it
)

// Finished says whether the job has ended.
func (s JobState) Finished() bool {
	return s == JobDone || s == JobFailed || s == JobCancelled
}

// NewJob is a batch as it enters the queue.
type NewJob struct {
	Title  string
	Paths  []string // absolute files and folders
	Model  string
	Digest string // "" where it is settled only when the job starts
	Mode   string // "auto" or the mode that is forced
	Policy string
}

// JobProgress is what changes while a job is queued or runs. It is stored as a whole.
type JobProgress struct {
	State     JobState
	Model     string
	Digest    string
	Mode      string
	Policy    string
	Started   time.Time       // zero: not yet
	Predicted time.Duration   // 0: not known
	Bound     time.Duration   // the lower bound; 0: not known
	Decision  json.RawMessage // nil: none yet
}

// JobResult is how a job ended.
type JobResult struct {
	State     JobState // a finished one
	Ended     time.Time
	Predicted time.Duration   // 0: not known
	Actual    time.Duration   // from start to end, pauses taken out
	Waited    time.Duration   // of Actual, while there was nothing to embed yet; 0: none, or not known
	Bound     time.Duration   // the lower bound of the rest; 0: not known
	Nodes     int             // that had a share; 0: not known
	Decision  json.RawMessage // the final one; nil: none was made
	Error     string          // why it failed; "" where it did not
}

// Job is a job as it is stored. Its counts are right for finished jobs; Counts tells those of the others.
type Job struct {
	ID JobID
	JobProgress
	Title   string
	Paths   []string
	Created time.Time
	Ended   time.Time     // zero: not yet
	Actual  time.Duration // 0: not known
	Waited  time.Duration // of Actual; 0: none, or not known
	Nodes   int           // that had a share; 0: not known
	Error   string
	Counts  Counts
	Earlier int // chunks that runs of it stored which were interrupted or cancelled; the last one counts them as skipped
}

// CreateJob puts a job at the end of the queue.
func (s *Store) CreateJob(ctx context.Context, job NewJob) (JobID, error) {
	const doing = "queue a job"
	paths, err := encodePaths(job.Paths)
	if err != nil {
		return 0, s.failed(doing, err)
	}
	var id JobID
	err = s.write(ctx, doing, func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `
			INSERT INTO jobs (title, paths, model, digest, state, mode, policy, created, place)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, `+lastPlace+`) RETURNING id`,
			job.Title, paths, job.Model, job.Digest, JobQueued, job.Mode, job.Policy,
			time.Now().UnixMilli()).Scan(&id)
	})
	return id, err
}

// UpdateJob stores what changed in an unfinished job. It fails with ErrNoJob where there is none of that number, or it
// has ended.
func (s *Store) UpdateJob(ctx context.Context, id JobID, p JobProgress) error {
	if p.State.Finished() {
		return fmt.Errorf("update job %d to %q in the store %s: end it with its result", id, p.State, s.path)
	}
	return s.write(ctx, "update a job", func(ctx context.Context, tx *sql.Tx) error {
		return oneJob(id)(tx.ExecContext(ctx, `
			UPDATE jobs SET state = ?, model = ?, digest = ?, mode = ?, policy = ?, started = ?,
			    predicted = ?, bound = ?, decision = ?
			WHERE id = ? AND ended IS NULL`,
			p.State, p.Model, p.Digest, p.Mode, p.Policy, toMillis(p.Started),
			toNanos(p.Predicted), toNanos(p.Bound), toJSON(p.Decision), id))
	})
}

// RequeueJob makes an unfinished job one that waits for its turn. What an earlier run of it noted stays until the next
// one begins, with RestartJob.
func (s *Store) RequeueJob(ctx context.Context, id JobID) error {
	return s.write(ctx, "put a job back into the queue", func(ctx context.Context, tx *sql.Tx) error {
		return oneJob(id)(tx.ExecContext(ctx, `UPDATE jobs SET state = ? WHERE id = ? AND ended IS NULL`, JobQueued, id))
	})
}

// RestartJob clears what an earlier run of an unfinished job noted about its chunks, so that it can begin again from
// its paths. Vectors stay: what the earlier run stored is skipped by the next.
func (s *Store) RestartJob(ctx context.Context, id JobID) error {
	return s.write(ctx, "restart a job", func(ctx context.Context, tx *sql.Tx) error {
		if err := oneJob(id)(tx.ExecContext(ctx,
			`UPDATE jobs SET state = ?, started = NULL, earlier = `+allStored+` WHERE id = ? AND ended IS NULL`, JobQueued, id)); err != nil {
			return err
		}
		return forgetRun(ctx, tx, id)
	})
}

// allStored is what the last run of a job stored and those before it: of one that has ended the job knows, of another
// its chunks.
const allStored = `earlier + embedded + (
	SELECT count(*) FROM job_chunks WHERE job_id = jobs.id AND state = '` + stateDone + `' AND origin = '` + originNew + `')`

// forgetRun clears what a run noted about its chunks.
func forgetRun(ctx context.Context, tx *sql.Tx, id JobID) error {
	for _, forget := range []string{
		`DELETE FROM job_chunks WHERE job_id = ?`,
		`DELETE FROM job_documents WHERE job_id = ?`,
		`DELETE FROM job_failures WHERE job_id = ?`,
		`DELETE FROM job_passed WHERE job_id = ?`,
	} {
		if _, err := tx.ExecContext(ctx, forget, id); err != nil {
			return err
		}
	}
	return nil
}

// FinishJob ends a job: its counts become part of it, of its chunks only the failed ones are kept, and of its documents
// at most MaxDocuments. It fails with ErrNoJob where there is no unfinished job of that number.
func (s *Store) FinishJob(ctx context.Context, id JobID, r JobResult) error {
	if !r.State.Finished() || r.Ended.IsZero() {
		return fmt.Errorf("finish job %d as %q in the store %s: it needs a final state and the time it ended",
			id, r.State, s.path)
	}
	return s.write(ctx, "finish a job", func(ctx context.Context, tx *sql.Tx) error {
		c, err := liveCounts(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := oneJob(id)(tx.ExecContext(ctx, `
			UPDATE jobs SET state = ?, ended = ?, predicted = ?, actual = ?, waited = ?, bound = ?, nodes = nullif(?, 0),
			    decision = ?, error = ?, documents = ?, chunks = ?, embedded = ?, skipped = ?, failed = ?, failed_files = ?
			WHERE id = ? AND ended IS NULL`,
			r.State, toMillis(r.Ended), toNanos(r.Predicted), toNanos(r.Actual), toNanos(r.Waited), toNanos(r.Bound), r.Nodes,
			toJSON(r.Decision), r.Error,
			c.Documents, c.Chunks, c.Embedded, c.Skipped, c.Failed, c.FailedFiles, id)); err != nil {
			return err
		}
		if err := keepDocuments(ctx, tx, id); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM job_chunks WHERE job_id = ? AND state <> 'failed'`, id)
		return err
	})
}

// Jobs lists the latest jobs, the last first; all of them where limit is 0.
func (s *Store) Jobs(ctx context.Context, limit int) ([]Job, error) {
	if limit <= 0 {
		limit = -1 // SQLite's word for no limit
	}
	return s.jobs(ctx, selectJobs+` ORDER BY id DESC LIMIT ?`, limit)
}

// UnfinishedJobs lists the jobs that were queued or running when the store was last written, in the queue's order.
func (s *Store) UnfinishedJobs(ctx context.Context) ([]Job, error) {
	return s.jobs(ctx, selectJobs+` WHERE state IN (?, ?, ?) ORDER BY `+placeOf+`, id`, JobQueued, JobRunning, JobPaused)
}

// EndedJobs lists the jobs that have ended, the last first; at most limit.
func (s *Store) EndedJobs(ctx context.Context, limit int) ([]Job, error) {
	return s.jobs(ctx, selectJobs+` WHERE ended IS NOT NULL ORDER BY ended DESC, id DESC LIMIT ?`, max(0, limit))
}

// Job is the job of that number. It fails with ErrNoJob where there is none.
func (s *Store) Job(ctx context.Context, id JobID) (Job, error) {
	jobs, err := s.jobs(ctx, selectJobs+` WHERE id = ?`, id)
	if err == nil && len(jobs) == 0 {
		err = s.failed("read a job", fmt.Errorf("job %d: %w", id, ErrNoJob))
	}
	if err != nil {
		return Job{}, err
	}
	return jobs[0], nil
}

// selectJobs begins the queries that scanJob reads.
const selectJobs = `
	SELECT id, title, paths, model, digest, state, mode, policy, created, started, ended, predicted, actual,
	    waited, bound, coalesce(nodes, 0), decision, error, documents, chunks, embedded, skipped, failed, failed_files, earlier
	FROM jobs`

func (s *Store) jobs(ctx context.Context, query string, args ...any) ([]Job, error) {
	jobs, err := list(ctx, s.reader, scanJob, query, args...)
	return jobs, s.failed("list jobs", err)
}

func scanJob(rows *sql.Rows) (Job, error) {
	var (
		j                                Job
		paths                            string
		created                          int64
		started, ended                   *int64
		predicted, actual, waited, bound sql.NullInt64
		decision                         sql.NullString
		c                                = &j.Counts
	)
	if err := rows.Scan(&j.ID, &j.Title, &paths, &j.Model, &j.Digest, &j.State, &j.Mode, &j.Policy, &created,
		&started, &ended, &predicted, &actual, &waited, &bound, &j.Nodes, &decision, &j.Error,
		&c.Documents, &c.Chunks, &c.Embedded, &c.Skipped, &c.Failed, &c.FailedFiles, &j.Earlier); err != nil {
		return Job{}, err
	}
	var err error
	if j.Paths, err = decodePaths(paths); err != nil {
		return Job{}, fmt.Errorf("%w: paths of job %d: %w", ErrDamaged, j.ID, err)
	}
	j.Created, j.Started, j.Ended = fromMillis(&created), fromMillis(started), fromMillis(ended)
	j.Predicted, j.Actual, j.Waited, j.Bound = fromNanos(predicted), fromNanos(actual), fromNanos(waited), fromNanos(bound)
	if decision.Valid {
		j.Decision = json.RawMessage(decision.String)
	}
	return j, nil
}

// oneJob reads the result of a change to a job: no row changed means that there is no such job.
func oneJob(id JobID) func(sql.Result, error) error {
	return func(result sql.Result, err error) error {
		if err != nil {
			return err
		}
		changed, err := result.RowsAffected()
		if err == nil && changed == 0 {
			err = fmt.Errorf("job %d: %w", id, ErrNoJob)
		}
		return err
	}
}

// toNanos is how a duration is stored; 0, which means that it is not known, is NULL.
func toNanos(d time.Duration) any {
	if d == 0 {
		return nil
	}
	return int64(d)
}

func fromNanos(nanos sql.NullInt64) time.Duration { return time.Duration(nanos.Int64) }

func toJSON(text json.RawMessage) any {
	if len(text) == 0 {
		return nil
	}
	return string(text)
}
